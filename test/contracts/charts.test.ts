import { createCharts } from '../../src/adapters/charts/charts.ts';
import { createFakeCharts } from '../fakes/charts.ts';
import { chartsContract } from './charts.contract.ts';

chartsContract('in memory', createFakeCharts);
chartsContract('by Vega-Lite in a process beside', () => createCharts());

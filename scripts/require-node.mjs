// Plain JavaScript on purpose: it must run, and say what is wrong, on a Node too old for the rest.
const needed = 24;
const found = Number(process.versions.node.split('.')[0]);
if (found < needed) {
  console.error(
    [
      `Quarterdeck needs Node ${needed} or newer; this is Node ${process.versions.node}.`,
      '',
      'npm normally installs Node 24 beside the other packages (the package "node"), so the machine\'s own Node may be older.',
      'It is missing here, probably because npm was not allowed to run its install script. Do one of these:',
      '  npm rebuild node        (runs the one install script that puts Node 24 into node_modules)',
      '  npm ci                  (without --ignore-scripts and without --omit=dev)',
      '  install Node 24 or newer yourself, from nodejs.org or your package manager',
    ].join('\n'),
  );
  process.exit(1);
}

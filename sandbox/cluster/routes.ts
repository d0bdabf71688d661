import { z } from 'zod';

/** Weights are parts of their sum; 1 unless said. */
const backendRef = z.looseObject({
  group: z.string().default(''),
  kind: z.string().default('Service'),
  name: z.string().min(1),
  port: z.int().optional(),
  weight: z.int().min(0).max(1_000_000).default(1),
});

/** `gateway.networking.k8s.io/v1` HTTPRoute. */
export const httpRouteSpec = z.looseObject({
  parentRefs: z.array(z.looseObject({ name: z.string().min(1) })).optional(),
  hostnames: z.array(z.string()).optional(),
  rules: z
    .array(
      z.looseObject({
        matches: z.array(z.looseObject({})).default([{ path: { type: 'PathPrefix', value: '/' } }]),
        backendRefs: z.array(backendRef).default([]),
      }),
    )
    .default([]),
});

/** `networking.k8s.io/v1` Ingress. */
export const ingressSpec = z.looseObject({
  ingressClassName: z.string().optional(),
  rules: z
    .array(
      z.looseObject({
        host: z.string().optional(),
        http: z
          .looseObject({
            paths: z.array(
              z.looseObject({
                path: z.string().default('/'),
                pathType: z.enum(['Exact', 'Prefix', 'ImplementationSpecific']),
                backend: z.looseObject({ service: z.looseObject({ name: z.string().min(1) }) }),
              }),
            ),
          })
          .optional(),
      }),
    )
    .default([]),
});

export type HttpRouteSpec = z.output<typeof httpRouteSpec>;
export type IngressSpec = z.output<typeof ingressSpec>;

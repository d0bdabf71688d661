import { z } from 'zod';

/** Any value of a JSON document. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
}

const words = z.record(z.string(), z.string());

/** What every object has, as it comes in; what we do not know stays in it. */
export const objectSchema = z.looseObject({
  apiVersion: z.string().optional(),
  kind: z.string().optional(),
  metadata: z
    .looseObject({
      name: z.string().exactOptional(),
      generateName: z.string().exactOptional(),
      namespace: z.string().exactOptional(),
      resourceVersion: z.string().exactOptional(),
      uid: z.string().exactOptional(),
      labels: words.nullish(),
      annotations: words.nullish(),
    })
    .optional(),
});

/** Who has which fields, since when. */
export interface ManagedFields {
  manager: string;
  operation: 'Update';
  apiVersion: string;
  time: string;
  fieldsType: 'FieldsV1';
  fieldsV1: JsonObject;
  subresource?: string;
}

export interface Metadata {
  name: string;
  generateName?: string;
  namespace?: string;
  uid: string;
  resourceVersion: string;
  generation?: number;
  creationTimestamp: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: OwnerReference[];
  managedFields?: ManagedFields[];
}

/** An object as it is kept. `Spec` and `Status` are what our controllers read of it; the rest is kept as it came. */
export interface KubeObject<Spec = JsonObject, Status = JsonObject> {
  apiVersion: string;
  kind: string;
  metadata: Metadata;
  spec: Spec;
  status: Status;
}

/** A timestamp as Kubernetes writes it, to the second. */
export function timestamp(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What becomes of a container of an image. Times are seconds of the world. */
export type ImageBehaviour =
  | { kind: 'ready'; afterSeconds: number }
  | { kind: 'never-ready' }
  | { kind: 'pull-fails' }
  | { kind: 'crashes'; afterSeconds: number }
  | { kind: 'unschedulable' };

export interface Images {
  /** From now on, for containers that start. `image` is the whole reference, such as `ghcr.io/acme/api:1.4.2`. */
  set(image: string, behaviour: ImageBehaviour): void;
  of(image: string): ImageBehaviour;
}

/** Every image is ready five seconds after its start, unless told otherwise. */
export function createImages(): Images {
  const behaviours = new Map<string, ImageBehaviour>();
  return {
    set: (image, behaviour) => void behaviours.set(image, behaviour),
    of: (image) => behaviours.get(image) ?? { kind: 'ready', afterSeconds: 5 },
  };
}

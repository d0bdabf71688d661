/** What becomes of a container of an image. Times are seconds of the world. */
export type ImageBehaviour =
  | { kind: 'ready'; afterSeconds: number }
  | { kind: 'never-ready' }
  | { kind: 'pull-fails' }
  /** `says`: its last words in the log. */
  | { kind: 'crashes'; afterSeconds: number; says?: string }
  | { kind: 'unschedulable' };

/** What a container that crashes writes last, unless told otherwise. */
export const usualLastWords = 'panic: runtime error: index out of range [5] with length 5';

export interface Images {
  /** From now on, for containers that start. `image` is the whole reference, such as `ghcr.io/acme/api:1.4.2`. */
  set(image: string, behaviour: ImageBehaviour): void;
  of(image: string, namespace: string): ImageBehaviour;
}

/**
 * Every image that the registry has is ready five seconds after its start, unless told otherwise; `befalls` comes first.
 */
export function createImages(
  has: (image: string) => boolean = () => true,
  befalls: (image: string, namespace: string) => ImageBehaviour | undefined = () => undefined,
): Images {
  const behaviours = new Map<string, ImageBehaviour>();
  const usual = (image: string): ImageBehaviour =>
    has(image) ? { kind: 'ready', afterSeconds: 5 } : { kind: 'pull-fails' };
  return {
    set: (image, behaviour) => void behaviours.set(image, behaviour),
    of: (image, namespace) => befalls(image, namespace) ?? behaviours.get(image) ?? usual(image),
  };
}

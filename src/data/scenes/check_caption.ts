import { type NamedLook, type Phrase, parseCaption } from './parse.ts';
import { type DrawnScene, isAt, relationOf, type SceneObject, sizeOf } from './scene.ts';

/** How a caption compares with its scene. */
export interface CaptionCheck {
  /** Whether the first object it names has the colour and shape of the main object. */
  readonly main: boolean;
  /** The phrases that are false of the picture, in the order of the caption. */
  readonly absent: readonly Phrase[];
  /** Whether all its words form a sentence of Scenes' grammar. A sentence may still be false. */
  readonly sentence: boolean;
}

/**
 * Compares everything that a caption says with the scene that was drawn: objects with their colours and sizes, relations, place,
 * background, and how many objects there are. Each object it names must be a different object of the scene. Size, place
 * and relation of an object that does not exist are not counted as further faults.
 */
export function checkCaption(caption: string, scene: DrawnScene): CaptionCheck {
  const { objects, positions, backgrounds, counts, sentence } = parseCaption(caption);
  const { main, companions } = scene;
  const [first] = objects;
  const found = findObjects(objects, scene);
  const subject = first && found.get(first);
  const absent: Phrase[] = [
    ...objects.flatMap((named): readonly Phrase[] => {
      const object = found.get(named);
      const { size, related } = named;
      if (!object || (size && size !== sizeOf(object))) return [named];
      return related && subject && relationOf(subject, object) !== related.meaning ? [related] : [];
    }),
    ...positions.filter(({ meaning }) => subject && !isAt(subject, meaning)),
    ...backgrounds.filter(({ meaning }) => meaning !== scene.background),
    ...counts.filter(({ meaning }) => meaning !== companions.length),
  ];
  return {
    main: first?.colour === main.colour && first.shape === main.shape,
    absent: absent.map(({ phrase, word }) => ({ phrase, word })).sort((a, b) => a.word - b.word),
    sentence,
  };
}

/**
 * The objects of the scene that a caption leaves out, which is no fault of it: "the blue square", and "another blue square" beside one
 * of that look. A caption that counts the other objects correctly leaves out none.
 */
export function leftOut(caption: string, scene: DrawnScene): readonly string[] {
  const { objects, counts } = parseCaption(caption);
  const { main, companions } = scene;
  if (counts.some(({ meaning }) => meaning > 0 && meaning === companions.length)) return [];
  const lookOf = ({ colour, shape }: SceneObject) => `${colour} ${shape}`;
  const named = [...findObjects(objects, scene).values()];
  const known = named.map(lookOf);
  return [main, ...companions]
    .filter((object) => !named.includes(object))
    .map((object) => {
      const look = lookOf(object);
      const name = `${known.includes(look) ? 'another' : 'the'} ${look}`;
      known.push(look);
      return name;
    });
}

/** The object of the scene that each phrase names, if one is left: two that look alike may differ in place. */
function findObjects(
  named: readonly NamedLook[],
  { main, companions }: DrawnScene,
): ReadonlyMap<NamedLook, SceneObject> {
  const left = new Set([main, ...companions]);
  const found = new Map<NamedLook, SceneObject>();
  for (const one of named) {
    const { colour, shape, related } = one;
    const alike = [...left].filter((object) => object.shape === shape && (colour ?? object.colour) === object.colour);
    const subject = named[0] && found.get(named[0]);
    const fits = (other: SceneObject) => subject && related && relationOf(subject, other) === related.meaning;
    const object = alike.find(fits) ?? alike[0];
    if (!object) continue;
    found.set(one, object);
    left.delete(object);
  }
  return found;
}

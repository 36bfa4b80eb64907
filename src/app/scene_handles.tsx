import { useRef } from 'preact/hooks';
import type { Drawing } from '../data/scenes/drawing.ts';
import { SCENE_SIDE, type SceneObject, sizeOf } from '../data/scenes/scene.ts';
import { FIGURES } from '../data/scenes/shapes.ts';
import { movedTo, without } from './edit_drawing.ts';

interface Props {
  readonly drawing: () => Drawing;
  readonly selected: number;
  readonly onSelect: (index: number) => void;
  readonly onChange: (drawing: Drawing) => void;
}

/** Arrow keys move an object by so much of the side, with Shift by the second. */
const STEPS = [1, 8] as const;
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

const share = (length: number) => `${(100 * length) / SCENE_SIDE}%`;
const inWords = (object: SceneObject) => {
  const { shape, colour, x, y } = object;
  const [across, down] = [x, y].map((at) => Math.round((100 * at) / SCENE_SIDE));
  return `${sizeOf(object)} ${colour} ${shape}, ${across} % across, ${down} % down`;
};

/** Over each object of a drawing a control that moves it: by pointer, or with the arrow keys. */
export function SceneHandles({ drawing, selected, onSelect, onChange }: Props) {
  /** From the pointer to the middle of the object that it holds, in units of the scene. */
  const held = useRef<readonly [number, number]>();
  const { objects } = drawing();
  const bySize = objects.toSorted((a, b) => b.radius - a.radius);
  const grab = (event: PointerEvent & { currentTarget: HTMLElement }, index: number) => {
    const object = objects[index];
    if (event.button !== 0 || !object) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const [x, y] = placeOf(event);
    held.current = [object.x - x, object.y - y];
    onSelect(index);
  };
  const drag = (event: PointerEvent & { currentTarget: HTMLElement }, index: number) => {
    if (!held.current) return;
    const [x, y] = placeOf(event);
    const [right, down] = held.current;
    onChange(movedTo(drawing(), index, x + right, y + down));
  };
  const press = (event: KeyboardEvent, index: number) => {
    const now = drawing();
    const object = now.objects[index];
    const { [event.key]: arrow } = ARROWS;
    const removes = event.key === 'Delete' || event.key === 'Backspace';
    if (!object || !(arrow || removes) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    if (!arrow) return onChange(without(now, index));
    const [right, down] = arrow.map((way) => way * STEPS[event.shiftKey ? 1 : 0]);
    onChange(movedTo(now, index, object.x + (right ?? 0), object.y + (down ?? 0)));
  };
  return (
    <>
      {objects.map((object, index) => (
        <button
          key={index}
          type="button"
          class="handle"
          id={`drawn-${index + 1}`}
          style={{
            left: share(object.x),
            top: share(object.y),
            width: share(2 * FIGURES[object.shape].reach * object.radius),
            // The smaller one is in front, as in the picture.
            zIndex: bySize.indexOf(object) + 1,
          }}
          aria-label={inWords(object)}
          aria-describedby="drawn-how"
          aria-pressed={index === selected}
          onFocus={() => onSelect(index)}
          onPointerDown={(event) => grab(event, index)}
          onPointerMove={(event) => drag(event, index)}
          onLostPointerCapture={() => (held.current = undefined)}
          onKeyDown={(event) => press(event, index)}
        />
      ))}
    </>
  );
}

/** Where a pointer is in the picture that the control lies on. */
function placeOf({ currentTarget, clientX, clientY }: PointerEvent & { currentTarget: HTMLElement }) {
  const { left, top, width, height } = (currentTarget.offsetParent ?? currentTarget).getBoundingClientRect();
  return [((clientX - left) / width) * SCENE_SIDE, ((clientY - top) / height) * SCENE_SIDE] as const;
}

import './scene_editor.css';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type Drawing, MOST_OBJECTS } from '../data/scenes/drawing.ts';
import { type SceneObject, sizeOf } from '../data/scenes/scene.ts';
import { BACKGROUNDS, type Background, COLOURS, PAINT, SHAPES, type Shape } from '../data/scenes/words.ts';
import { Button } from './button.tsx';
import {
  degreesOf,
  type Look,
  MOST_DEGREES,
  paint,
  RADIUS,
  tiltOf,
  withAnother,
  withLook,
  without,
} from './edit_drawing.ts';
import { MarkedCaption, Marks } from './marks.tsx';
import type { ShownPicture } from './own_pictures.ts';
import { SceneHandles } from './scene_handles.tsx';
import { SeenPicture } from './seen_picture.tsx';
import type { Store } from './store.ts';

interface Props {
  readonly store: Store;
  readonly picture: ShownPicture;
}

const none = new Map<string, File>();

/** A drawing that the user changes, and the caption that follows. */
export function SceneEditor({ store, picture }: Props) {
  const { own, description } = store;
  /** Between two renderings there may be several changes. */
  const latest = () => description.picture.peek() ?? picture;
  const drawing = () => latest().own as Drawing;
  const selected = useSignal(0);
  /** Colours are not judged under a veil: here it is there only on request. */
  const veil = useSignal(false);
  const change = (next: Drawing) => {
    if (next !== drawing()) own.redraw(latest(), next, paint(next));
  };
  useEffect(() => {
    selected.value = 0;
  }, [picture.image]);
  const { objects, background } = drawing();
  const index = Math.min(selected.value, objects.length - 1);
  const object = objects[index];
  const select = (at: number) => (selected.value = at);
  return (
    <>
      <SeenPicture {...{ store, picture, veil }} local={none}>
        <SceneHandles drawing={drawing} selected={index} onSelect={select} onChange={change} />
      </SeenPicture>
      <LiveCaption store={store} />
      <div class="drawing" id="drawing">
        <p class="muted" id="drawn-how">
          Drag a shape, or select it and use the arrow keys (with Shift for larger steps; Delete removes it). The
          largest shape is the main one.
        </p>
        {object && (
          <LookFields
            object={object}
            legend={objects.length > 1 ? `Shape ${index + 1} of ${objects.length}` : 'The shape'}
            onChange={(look) => change(withLook(drawing(), index, look))}
          />
        )}
        <div class="choices">
          <Button
            id="draw-another"
            off={objects.length >= MOST_OBJECTS}
            onClick={() => {
              change(withAnother(drawing()));
              select(objects.length);
            }}
          >
            Add a shape
          </Button>
          <Button id="draw-without" off={objects.length === 1} onClick={() => change(without(drawing(), index))}>
            Remove this shape
          </Button>
        </div>
        <div class="field">
          <label for="draw-background">Background</label>
          <select
            id="draw-background"
            value={background}
            onChange={({ currentTarget: { value } }) => change({ ...drawing(), background: value as Background })}
          >
            {BACKGROUNDS.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </div>
      </div>
    </>
  );
}

/** The best caption of the drawing, with what it says that is not there. */
function LiveCaption({ store: { description, canCaption } }: Pick<Props, 'store'>) {
  const [best] = description.captions.value;
  if (!canCaption.value) return null;
  return (
    <div class="live" id="live-caption">
      <p>{best ? <MarkedCaption caption={best.caption} check={best.check} /> : 'Captioning …'}</p>
      <Marks check={best?.check} />
    </div>
  );
}

interface LookProps {
  readonly object: SceneObject;
  readonly legend: string;
  readonly onChange: (look: Look) => void;
}

function LookFields({ object, legend, onChange }: LookProps) {
  const degrees = degreesOf(object);
  return (
    <fieldset class="looks">
      <legend class="muted">
        {legend}: {object.colour} {object.shape}
      </legend>
      <fieldset class="swatches">
        <legend class="hidden">Colour</legend>
        {COLOURS.map((colour) => (
          <label key={colour} title={colour}>
            <input
              type="radio"
              name="drawn-colour"
              value={colour}
              checked={colour === object.colour}
              onChange={() => onChange({ colour })}
            />
            <span class="swatch" style={{ background: `rgb(${PAINT[colour].join(' ')})` }} />
            <span class="hidden">{colour}</span>
          </label>
        ))}
      </fieldset>
      <div class="field">
        <label for="draw-shape">Shape</label>
        <select
          id="draw-shape"
          value={object.shape}
          onChange={({ currentTarget: { value } }) => onChange({ shape: value as Shape })}
        >
          {SHAPES.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </div>
      <Slider
        id="draw-size"
        label="Size"
        range={RADIUS}
        step={0.1}
        value={object.radius}
        words={sizeOf(object)}
        onChange={(radius) => onChange({ radius })}
      />
      <Slider
        id="draw-turn"
        label="Turned by"
        range={[-MOST_DEGREES, MOST_DEGREES]}
        step={1}
        value={degrees}
        words={`${degrees}°`}
        onChange={(turned) => onChange({ tilt: tiltOf(turned) })}
      />
    </fieldset>
  );
}

interface SliderProps {
  readonly id: string;
  readonly label: string;
  readonly range: readonly [number, number];
  readonly step: number;
  readonly value: number;
  readonly words: string;
  readonly onChange: (value: number) => void;
}

function Slider({ id, label, range: [min, max], step, value, words, onChange }: SliderProps) {
  return (
    <div class="field">
      <label for={id}>
        {label} <span class="muted">{words}</span>
      </label>
      <input
        id={id}
        type="range"
        {...{ min, max, step, value }}
        aria-valuetext={words}
        onInput={({ currentTarget }) => onChange(currentTarget.valueAsNumber)}
      />
    </div>
  );
}

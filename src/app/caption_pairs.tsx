import type { ReadonlySignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import type { RunPair } from '../client/logged_run.ts';
import { cellsApart } from '../client/run_differences.ts';
import { drawScene, SHOWN_SIDE } from '../data/scenes/raster.ts';
import { type DescribedScene, splitScenes } from '../data/scenes/split_scenes.ts';
import type { CaptionedPicture } from '../sources/data_source.ts';
import { Marks } from './marks.tsx';
import type { ShownPicture } from './own_pictures.ts';
import { Picture } from './picture.tsx';
import { captionsOfBoth, differingInWords, type SaidOfPicture, seedOf, type TwoCaptions } from './two_captions.ts';
import './caption_pairs.css';

interface Props {
  /** The earlier one first. */
  readonly pair: RunPair;
  readonly names: readonly [string, string];
  /** The pictures of the data that are loaded, which those that are not drawn may be among. */
  readonly shown: ReadonlySignal<readonly CaptionedPicture[]>;
  /** Pictures that the user provided, by name. */
  readonly local: ReadonlyMap<string, File>;
}

/** What two runs last said of the same held-out pictures, picture by picture. */
export function CaptionPairs({ pair, names, shown, local }: Props) {
  const compared = useMemo(() => captionsOfBoth(pair, names), [...pair, ...names]);
  const { pictures, missing } = compared;
  const seed = seedOf(pair[0]);
  const drawn = useMemo(() => (seed === undefined ? undefined : drawnAgain(pictures, seed)), [compared, seed]);
  const checked = pictures.some(({ said }) => said.some(({ check }) => check));
  const absent = pictures.some(({ said }) => said.some(({ check }) => check && check.absent.length > 0));
  return (
    <section class="pairs" id="caption-pairs" aria-labelledby="pairs-title">
      <h3 id="pairs-title">What each says of the same pictures</h3>
      {missing !== undefined && <p class="muted">{missing}</p>}
      {pictures.length > 0 && (
        <>
          <p class="muted">
            {differingInWords(pictures)} <b class="only">Bold</b> words say what the other caption does not
            {checked && ' (“big” and “large” say the same)'}
            {absent && (
              <>
                , <span class="absent">underlined</span> ones do not fit the picture
              </>
            )}
            .
          </p>
          <p class="legend muted">
            {names.map((name, side) => (
              <span key={name} class={keyOf(side)}>
                {name}, after step {pair[side]?.captions?.step}
                {rightInWords(pictures.map(({ said }) => said[side === 0 ? 0 : 1]))}
              </span>
            ))}
          </p>
          <ol>
            {pictures.map((two) => (
              <Pair key={`${two.split} ${two.image}`} two={two} names={cellsApart(pair) ?? names}>
                <Picture picture={drawn?.get(two) ?? atHand(two, shown.value)} local={local} />
              </Pair>
            ))}
          </ol>
        </>
      )}
    </section>
  );
}

const keyOf = (side: number) => (side === 0 ? 'key first' : 'key second');

/** How many main objects are right, where that can be judged. */
function rightInWords(said: readonly SaidOfPicture[]): string {
  const checks = said.flatMap(({ check }) => check ?? []);
  if (checks.length === 0) return '';
  const right = checks.filter(({ main }) => main).length;
  const untrue = checks.filter(({ absent }) => absent.length > 0).length;
  return `: main object right in ${right} of ${checks.length}, something not there in ${untrue}`;
}

interface PairProps {
  readonly two: TwoCaptions;
  readonly names: readonly [string, string];
  /** The picture. */
  readonly children: ComponentChildren;
}

function Pair({ two: { split, image, reference, said, differs }, names, children }: PairProps) {
  return (
    <li>
      {children}
      <div class="of-picture">
        <h4>
          Picture {image + 1} of {split}
        </h4>
        <p class="muted">
          {!differs &&
            (said[0].caption === said[1].caption ? 'Both say the same. ' : 'Both say the same in other words. ')}
          Reference: {reference}
        </p>
      </div>
      {said.map((one, side) => (
        <div key={names[side]} class="by-one">
          <p class="muted">
            <span class={keyOf(side)}>{names[side]}</span>
          </p>
          <Marks check={one.check} />
          <p class="caption">
            {one.words.length === 0 && <span class="muted">no word at all</span>}
            {one.words.map(({ text, differs, absent }, at) => (
              <>
                {at > 0 && ' '}
                <span class={[differs && 'only', absent && 'absent'].filter(Boolean).join(' ') || undefined}>
                  {text}
                </span>
              </>
            ))}
          </p>
          <Only words={one.words} />
        </div>
      ))}
    </li>
  );
}

/** In words, for those who do not see which are bold. */
function Only({ words }: Pick<SaidOfPicture, 'words'>) {
  const only = words.filter(({ differs }) => differs).map(({ text }) => `“${text}”`);
  return only.length === 0 ? null : <p class="hidden">Only here: {only.join(', ')}.</p>;
}

/** Pictures of Scenes are not searched for beyond this number. */
const FAR = 20_000;

/** The pictures of Scenes that these were, where the same seed still draws them: their captions tell. */
function drawnAgain(pictures: readonly TwoCaptions[], seed: number): ReadonlyMap<TwoCaptions, ShownPicture> {
  const drawn = new Map<TwoCaptions, ShownPicture>();
  for (const split of ['train', 'val', 'test'] as const) {
    const wanted = pictures.filter((picture) => picture.split === split && picture.image < FAR);
    if (wanted.length === 0) continue;
    const scenes: DescribedScene[] = [...splitScenes(split, Math.max(...wanted.map(({ image }) => image)) + 1, seed)];
    for (const picture of wanted) {
      const { scene, references = [] } = scenes[picture.image] ?? {};
      if (!scene || references[0] !== picture.reference) continue;
      drawn.set(picture, { ...withoutCaption(picture), pixels: drawScene(scene, SHOWN_SIDE) });
    }
  }
  return drawn;
}

/** The picture among those of the page, where it is there; else its number alone. */
function atHand(two: TwoCaptions, shown: readonly CaptionedPicture[]): ShownPicture {
  const found = shown.find(
    ({ split, image, references }) => split === two.split && image === two.image && references[0] === two.reference,
  );
  return found ?? withoutCaption(two);
}

const withoutCaption = ({ split, image, reference }: TwoCaptions): ShownPicture => ({
  ...{ split, image, caption: '', references: [reference] },
});

import { describe, expect, it } from 'vitest';
import { captionsOfBoth, differingInWords } from '../../src/app/two_captions.ts';
import type { LoggedCaption } from '../../src/client/logged_captions.ts';
import type { LoggedRun } from '../../src/client/logged_run.ts';
import { checkCaption } from '../../src/data/scenes/check_caption.ts';
import { splitScenes } from '../../src/data/scenes/split_scenes.ts';

const scenes = { kind: 'scenes' } as const;
const run = (captions: readonly LoggedCaption[] | undefined, source: LoggedRun['settings']['source'] = scenes) =>
  ({
    ...{ id: 'a', settings: { source, options: {} }, at: 0, end: 'finished', step: 9, totalSteps: 9 },
    ...{ curve: { steps: [], losses: [] }, validation: { steps: [], losses: [] } },
    ...(captions && { captions: { step: 9, pictures: captions } }),
  }) satisfies LoggedRun;
const said = (image: number, caption: string, check?: LoggedCaption['check']): LoggedCaption => ({
  ...{ split: 'test', image, reference: `reference ${image}`, caption },
  ...(check && { check }),
});
const names = ['LSTM', 'RNN'] as const;
const of = (one: string, other: string) =>
  captionsOfBoth([run([said(1, one)]), run([said(1, other)])], names).pictures[0];
/** Words that differ in brackets. */
const marked = (one: string, other: string) =>
  of(one, other)?.said.map(({ words }) => words.map(({ text, differs }) => (differs ? `[${text}]` : text)).join(' '));

describe('the words of two captions', () => {
  it.each([
    ['a red circle on white', 'a blue circle on white', ['a [red] circle on white', 'a [blue] circle on white']],
    ['a red circle', 'a red circle', ['a red circle', 'a red circle']],
    ['', 'a red circle', ['', '[a red circle]']],
    ['on white a star', 'a star on white', ['[on white] a star', 'a star [on white]']],
    ['a a a', 'a', ['a [a a]', 'a']],
    ['one two', 'three', ['[one two]', '[three]']],
  ])('“%s” and “%s” share a longest sequence', (one, other, wanted) => {
    expect(marked(one, other)).toEqual(wanted);
  });

  const check = { main: true, absent: [], sentence: true };
  const ofScenes = (one: string, other: string) =>
    captionsOfBoth([run([said(1, one, check)]), run([said(1, other, check)])], names).pictures[0];

  it('are the same where Scenes has two words for one thing; elsewhere “big” is not “large”', () => {
    expect(ofScenes('a large orange star over a ring', 'a big orange star above a ring')).toMatchObject({
      differs: false,
      said: [
        { words: [{ text: 'a large orange star over a ring', differs: false }] },
        { words: [{ text: 'a big orange star above a ring', differs: false }] },
      ],
    });
    expect(
      ofScenes('an orange ring', 'a red ring')?.said.map(({ words }) => words.map(({ differs }) => differs)),
    ).toEqual([
      [false, true, false],
      [false, true, false],
    ]);
    expect(marked('a big ring', 'a large ring')).toEqual(['a [big] ring', 'a [large] ring']);
  });

  it('that are replaced by others for the same thing differ nowhere, and are as true of the picture', () => {
    const others: Readonly<Record<string, string>> = {
      ...{ big: 'large', large: 'big', small: 'little', little: 'small', middle: 'center', center: 'middle' },
      ...{ above: 'over', over: 'above', below: 'under', under: 'below' },
    };
    let replaced = 0;
    for (const { scene, references } of splitScenes('test', 100, 231)) {
      for (const reference of references) {
        const other = reference.replaceAll(/\w+/g, (word) => others[word] ?? word);
        if (other !== reference) replaced += 1;
        expect([other, ofScenes(reference, other)?.differs, checkCaption(other, scene)]).toEqual([other, false, check]);
      }
    }
    expect(replaced).toBeGreaterThan(200);
  });

  it('keep apart what differs and what is not in the picture', () => {
    const untrue = { ...check, absent: [{ phrase: 'on white', word: 3 }] };
    const { pictures } = captionsOfBoth(
      [run([said(1, 'a red circle on white', untrue)]), run([said(1, 'a red circle on black')])],
      names,
    );
    expect(pictures[0]?.said[0].words).toEqual([
      { text: 'a red circle', differs: false, absent: false },
      { text: 'on', differs: false, absent: true },
      { text: 'white', differs: true, absent: true },
    ]);
  });
});

describe('the pictures of two runs', () => {
  it('are those that both captioned, in order, and first those of which they say different things', () => {
    const one = run([said(1, 'x'), said(2, 'x'), said(3, 'x'), said(4, 'x')]);
    const other = run([said(9, 'x'), said(4, 'y'), said(3, 'x'), said(2, 'y')]);
    const { pictures } = captionsOfBoth([one, other], names);
    expect(pictures.map(({ image, differs }) => [image, differs])).toEqual([
      [2, true],
      [4, true],
      [3, false],
    ]);
    expect(differingInWords(pictures)).toBe('The two captions differ in what they say of 2 of 3 pictures.');
    expect(differingInWords(pictures.slice(2))).toBe('Of 1 picture, both say the same.');
  });

  it('are the same for any number of training pictures, and for pixels', () => {
    const other = run([said(1, 'y')], { kind: 'scenes', train: 50, seed: 231, features: 'pixels' });
    expect(captionsOfBoth([run([said(1, 'x')]), other], names).pictures).toHaveLength(1);
  });

  it.each<[string, LoggedRun, LoggedRun, RegExp]>([
    ['one without captions', run([said(1, 'x')]), run(undefined), /^No captions by “RNN” are kept: it ended/],
    ['two without', run(undefined), run(undefined), /^No captions by “LSTM” and “RNN” are kept: they .* Train both/],
    ['other seeds', run([said(1, 'x')]), run([said(1, 'x')], { kind: 'scenes', seed: 5 }), /different seeds/],
    ['other data', run([said(1, 'x')]), run([said(1, 'x')], { kind: 'photos' }), /Their data differ/],
    [
      'other folders',
      run([said(1, 'x')], { kind: 'files', name: 'coco' }),
      run([said(1, 'x')], { kind: 'files', name: 'mine' }),
      /Their data differ/,
    ],
    ['other pictures', run([said(1, 'x')]), run([said(2, 'x')]), /no picture in common/],
    [
      'another reference at the same number',
      run([said(1, 'x')], { kind: 'photos' }),
      run([{ ...said(1, 'x'), reference: 'else' }], { kind: 'photos' }),
      /no picture in common/,
    ],
  ])('are missing, with a reason, for %s', (_, one, other, why) => {
    const { pictures, missing } = captionsOfBoth([one, other], names);
    expect(pictures).toEqual([]);
    expect(missing).toMatch(why);
  });
});

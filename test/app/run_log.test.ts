import { expect, it } from 'vitest';
import { PREFIX, type TextStorage } from '../../src/app/page_storage.ts';
import { createRunLog, STAYING } from '../../src/app/run_log.ts';
import { loggedCaptions, MAX_CAPTION, MAX_PICTURES } from '../../src/client/logged_captions.ts';
import { type LoggedRun, MAX_POINTS, runOfText, textOfRun } from '../../src/client/logged_run.ts';
import { pixelDefaults, runDefaults } from '../../src/options/run_options.ts';

const settings = { source: { kind: 'scenes', train: 400 }, options: { ...runDefaults, learningRate: 0.01 } } as const;
const run = (id: string, at = 1000): LoggedRun => ({
  ...{ id, settings, at, end: 'finished', step: 200, totalSteps: 200, seconds: 12, firstLoss: 41.2, lastLoss: 4.2 },
  curve: { steps: [1, 100, 200], losses: [41.2, 9, 4.2] },
  validation: { steps: [100, 200], losses: [10, 7.5] },
  ...{ cider: 0.83, main: 0.942, absent: 0.072 },
});

const captions = {
  step: 180,
  pictures: [
    {
      ...{ split: 'test', image: 0, reference: 'a red circle', caption: 'a red circle on white' },
      check: { main: true, absent: [{ phrase: 'on white', word: 3 }], sentence: true },
    },
    { split: 'test', image: 41, reference: '', caption: '' },
  ],
} as const;

const validated = { step: 100, pictures: 500, main: 0.9, absent: 0.1 };

/** A storage with room for so many entries. */
class Memory implements TextStorage {
  readonly entries = new Map<string, string>();
  room: number;
  constructor(room = Number.POSITIVE_INFINITY) {
    this.room = room;
  }
  get length() {
    return this.entries.size;
  }
  key(index: number) {
    return [...this.entries.keys()][index] ?? null;
  }
  getItem(key: string) {
    return this.entries.get(key) ?? null;
  }
  setItem(key: string, value: string) {
    if (!this.entries.has(key) && this.entries.size >= this.room) throw new DOMException('full', 'QuotaExceededError');
    this.entries.set(key, value);
  }
  removeItem(key: string) {
    this.entries.delete(key);
  }
}

it.each<[string, LoggedRun]>([
  ['with all that is known', { ...run('a'), name: 'mine', kept: 'b7', captions, validated, shown: false }],
  [
    'resumed, of pixels',
    {
      ...run('a'),
      resumed: true,
      settings: { source: { kind: 'scenes', features: 'pixels' }, options: pixelDefaults },
    },
  ],
  [
    'of files',
    {
      ...run('a'),
      settings: {
        source: { kind: 'files', name: 'coco 2014', maxTrain: 50 },
        options: { ...runDefaults, iterations: 7 },
      },
    },
  ],
  [
    'of photos, without scores',
    {
      id: 'b',
      settings: { source: { kind: 'photos' }, options: runDefaults },
      at: 0,
      end: 'failed',
      step: 1,
      totalSteps: 2,
      curve: { steps: [], losses: [] },
      validation: { steps: [], losses: [] },
    },
  ],
])('a run %s survives serialisation', (_, logged) => {
  expect(runOfText(textOfRun(logged))).toEqual(logged);
});

it('a text contains every setting, whatever later defaults are', () => {
  const { query } = JSON.parse(textOfRun(run('a'))) as { query: string };
  for (const flag of ['cell=lstm', 'hidden=128', 'lr=0.01', 'pictures=400']) expect(query).toContain(flag);
});

const changed = (change: object) => JSON.stringify({ ...JSON.parse(textOfRun(run('a'))), ...change });
const [first] = captions.pictures;
const said = (change: object) => changed({ captions: { step: 180, pictures: [{ ...first, ...change }] } });
const judged = (change: object) => said({ check: { ...first.check, ...change } });
it.each([
  ['no JSON', '{"id":', /run list.*JSON/],
  ['a list', '[]', /a run/],
  ['an unknown part', changed({ colour: 1 }), /colour/],
  ['no id', changed({ id: '' }), /id/],
  ['a kept run without a name', changed({ kept: '' }), /kept/],
  ['an unknown setting', changed({ query: '?flavour=1' }), /flavour/],
  ['no settings', changed({ query: '' }), /settings/],
  ['a setting out of range', changed({ query: '?hidden=0' }), /hidden/],
  ['half a step', changed({ step: 1.5 }), /step/],
  ['an unknown end', changed({ end: 'won' }), /end/],
  ['a share above 1', changed({ main: 1.2 }), /main/],
  ['a loss that is not a number', changed({ lastLoss: 'low' }), /lastLoss/],
  ['steps that go back', changed({ curve: { steps: [2, 1], losses: [3, 3] } }), /curve/],
  ['a loss too few', changed({ curve: { steps: [1, 2], losses: [3] } }), /curve/],
  ['a loss that is null', changed({ validation: { steps: [1], losses: [null] } }), /validation/],
  [
    'too long a curve',
    changed({
      curve: { steps: Array.from({ length: MAX_POINTS + 1 }, (_, i) => i), losses: Array(MAX_POINTS + 1).fill(1) },
    }),
    /at most 500/,
  ],
  [
    'shares of a validation before the first step',
    changed({ validated: { ...validated, step: 0 } }),
    /validated\.step/,
  ],
  ['shares of no picture', changed({ validated: { ...validated, pictures: 0 } }), /validated\.pictures/],
  ['a validation without one of the shares', changed({ validated: { ...validated, absent: undefined } }), /absent/],
  ['an unknown share of a validation', changed({ validated: { ...validated, broken: 0 } }), /validated.*broken/],
  ['captions that are a list', changed({ captions: [] }), /captions: expected captions/],
  ['captions before the first step', changed({ captions: { ...captions, step: 0 } }), /captions\.step/],
  ['captions of no picture', changed({ captions: { step: 1, pictures: [] } }), /1 to 12 pictures/],
  [
    'captions of too many pictures',
    changed({ captions: { step: 1, pictures: Array(MAX_PICTURES + 1).fill(first) } }),
    /1 to 12 pictures, found 13/,
  ],
  ['an unknown part of a picture', said({ pixels: 1 }), /pictures\[0\].*pixels/],
  ['a picture of no split', said({ split: '' }), /pictures\[0\]\.split/],
  ['half a picture', said({ image: 0.5 }), /pictures\[0\]\.image/],
  ['a caption that is a number', said({ caption: 7 }), /pictures\[0\]\.caption/],
  ['too long a caption', said({ caption: 'a'.repeat(MAX_CAPTION + 1), check: undefined }), /at most 500 characters/],
  ['too long a reference', said({ reference: 'a'.repeat(MAX_CAPTION + 1) }), /at most 500 characters, found 501/],
  ['a check that does not say yes or no', judged({ main: 'yes' }), /check\.main/],
  ['an absent phrase that is not in the caption', judged({ absent: [{ phrase: 'on black', word: 3 }] }), /absent\[0\]/],
  [
    'absent phrases that overlap',
    judged({
      absent: [
        { phrase: 'circle on', word: 2 },
        { phrase: 'on white', word: 3 },
      ],
    }),
    /absent\[1\].*from word 4 on/,
  ],
])('refuses %s', (_, text, message) => {
  expect(() => runOfText(text)).toThrow(message);
});

it('of the captions of many pictures, and of long ones, as much is kept as can be read again', () => {
  const long = 'word '.repeat(200);
  const many = Array.from({ length: 20 }, (_, image) => ({
    ...first,
    image,
    references: [long],
    caption: long,
    check: undefined,
  }));
  const kept = loggedCaptions(
    7,
    many.map(({ check: _, ...picture }) => picture),
  );
  expect(kept?.pictures.map(({ image }) => image)).toEqual(Array.from({ length: MAX_PICTURES }, (_, image) => image));
  expect(runOfText(textOfRun({ ...run('a'), ...(kept && { captions: kept }) })).captions).toEqual(kept);
  expect(
    loggedCaptions(
      0,
      many.map(({ check: _, ...picture }) => picture),
    ),
  ).toBeUndefined();
});

it('the list survives a reload, the last run first; a rename replaces, and a deletion removes', () => {
  const storage = new Memory();
  const log = createRunLog(storage);
  log.put(run('a', 1));
  log.put(run('b', 2));
  log.put({ ...run('a', 1), name: 'first' });
  expect(createRunLog(storage).runs.value).toEqual([run('b', 2), { ...run('a', 1), name: 'first' }]);
  log.remove('b');
  expect(log.runs.value.map(({ id }) => id)).toEqual(['a']);
  expect([...storage.entries.keys()]).toEqual([`${PREFIX}a`]);
});

it('two tabs do not overwrite each other’s runs', () => {
  const storage = new Memory();
  const [one, other] = [createRunLog(storage), createRunLog(storage)];
  one.put(run('a', 1));
  other.put(run('b', 2));
  one.read();
  expect(one.runs.value.map(({ id }) => id)).toEqual(['b', 'a']);
});

it(`the last ${STAYING} runs stay`, () => {
  const storage = new Memory();
  const log = createRunLog(storage);
  for (let at = 1; at <= STAYING + 3; at++) log.put(run(`${at}`, at));
  expect([log.runs.value.length, storage.length, log.runs.value.at(-1)?.id]).toEqual([STAYING, STAYING, '4']);
});

it('without space the list works in memory, and says so until there is space again', () => {
  const storage = new Memory(1);
  const log = createRunLog(storage);
  log.put(run('a', 1));
  expect(log.notKept.value).toBeUndefined();
  log.put(run('b', 2));
  expect(log.runs.value.map(({ id }) => id)).toEqual(['b', 'a']);
  expect(log.notKept.value).toMatch(/no room left: 1 run /);
  storage.room = 2;
  log.put({ ...run('b', 2), name: 'again' });
  expect(log.notKept.value).toBeUndefined();
  expect(createRunLog(storage).runs.value[0]?.name).toBe('again');
});

it('without a storage the list works in memory, and says so', () => {
  const log = createRunLog(undefined);
  expect([log.runs.value, log.notKept.value]).toEqual([[], undefined]);
  log.put(run('a'));
  log.put(run('b'));
  expect(log.notKept.value).toMatch(/keep nothing: 2 runs /);
  log.remove('a');
  expect(log.runs.value.map(({ id }) => id)).toEqual(['b']);
});

it('a damaged entry is ignored and counted, leaves the others, and stays until it is removed', () => {
  const storage = new Memory();
  storage.setItem(`${PREFIX}bad`, '{');
  storage.setItem(`${PREFIX}other`, textOfRun(run('not other')));
  storage.setItem('something else', '{');
  storage.setItem(`${PREFIX}a`, textOfRun(run('a')));
  const log = createRunLog(storage);
  expect(log.runs.value.map(({ id }) => id)).toEqual(['a']);
  expect(log.damaged.value).toEqual([`${PREFIX}bad`, `${PREFIX}other`]);
  log.removeDamaged();
  expect(log.damaged.value).toEqual([]);
  expect([...storage.entries.keys()]).toEqual(['something else', `${PREFIX}a`]);
});

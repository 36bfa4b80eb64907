import { count, plural } from '../client/format.ts';
import { FEWEST, type UnitAtWord, unitsOfWord, wordsOfUnit } from '../explain/unit_words.ts';
import type { SurveyedEvent } from '../worker/protocol.ts';
import { FaultNotice } from './notices.tsx';
import { signed } from './strip_words.ts';
import type { UnitState } from './unit_state.ts';

interface Props {
  readonly units: UnitState;
  readonly unit: number | undefined;
  /** The selected word, and the one before it. */
  readonly said: string;
  readonly read: string;
}

/** Rows of a table, and units that are offered for a word. */
const SHOWN = 8;

/** The words at which a unit stands out over many captions, and the units that stand out at a word. */
export function UnitWords({ units, unit, said, read }: Props) {
  const { value: survey } = units.survey;
  const { value: busy } = units.busy;
  return (
    <section class="stack" id="fires" aria-label="Words that units stand out at" aria-busy={busy}>
      <h4>
        {unit === undefined ? 'Words at which units are high or low' : `Words at which unit ${unit} is high or low`}
      </h4>
      <FaultNotice id="survey-fault" title="The units cannot be surveyed" shown={units.fault} />
      <p class="row">
        <button type="button" id="survey" aria-disabled={busy} onClick={() => units.ask()}>
          {survey ? 'Record again' : 'Record the units over many captions'}
        </button>
        <span class="muted" role="status">
          {busy ? 'Recording …' : survey ? basisInWords(survey, units.outdated.value) : BEFORE}
        </span>
      </p>
      {survey && <Choices units={units} survey={survey} />}
      {survey && unit !== undefined && <WordsTable {...{ units, survey, unit }} />}
      {survey && <UnitsOfWord {...{ units, survey, unit }} word={units.by.value === 'said' ? said : read} />}
    </section>
  );
}

const BEFORE = 'The model captions up to 64 held-out pictures; every unit’s mean at every word is listed.';

function basisInWords({ captions, positions, split, said }: SurveyedEvent, outdated: boolean): string {
  const basis = `Over the model’s captions of ${plural(captions, 'picture')} of ${split}: ${plural(positions, 'word')}, ${count(said.words.length)} different.`;
  return outdated ? `${basis} The model has trained since.` : basis;
}

function Choices({ units, survey }: { readonly units: UnitState; readonly survey: SurveyedEvent }) {
  return (
    <p class="row">
      <label for="unit-by" class="hidden">
        At which time
      </label>
      <select
        id="unit-by"
        value={units.by.value}
        onChange={({ currentTarget }) => (units.by.value = currentTarget.value === 'read' ? 'read' : 'said')}
      >
        <option value="said">when about to say a word</option>
        <option value="read">when it has read a word</option>
      </select>
      {survey.said.c && (
        <>
          <label for="unit-number" class="hidden">
            Which number
          </label>
          <select
            id="unit-number"
            value={units.number.value}
            onChange={({ currentTarget }) => (units.number.value = currentTarget.value === 'c' ? 'c' : 'h')}
          >
            <option value="h">hidden state h</option>
            <option value="c">cell state c</option>
          </select>
        </>
      )}
    </p>
  );
}

interface Surveyed {
  readonly units: UnitState;
  readonly survey: SurveyedEvent;
}

function WordsTable({ units, survey, unit }: Surveyed & { readonly unit: number }) {
  const means = survey[units.by.value];
  const { value: number } = units.number;
  const rows = wordsOfUnit(means, unit, number);
  if (unit >= survey.H || rows.length === 0) {
    return <p class="muted">No word occurs often enough to be compared with others.</p>;
  }
  const shown = rows.slice(0, SHOWN);
  const full = Math.max(...shown.flatMap(({ mean, elsewhere }) => [Math.abs(mean), Math.abs(elsewhere)])) || 1;
  const rare = means.words.length - rows.length;
  return (
    <>
      <table class="values words-of-unit" id="unit-words">
        <caption class="hidden">Words at which unit {unit} differs most from what it is at all others</caption>
        <thead>
          <tr>
            <th scope="col">word</th>
            <th scope="col">times</th>
            <th scope="col">mean {number}</th>
            <th scope="col">elsewhere</th>
          </tr>
        </thead>
        {sidesOf(shown).map(({ side, those }) => (
          <tbody key={side} class={side}>
            <tr>
              <th scope="rowgroup" colSpan={4}>
                {side} at
              </th>
            </tr>
            {those.map(({ word, count: times, mean, elsewhere }) => (
              <tr key={word}>
                <th scope="row">{word}</th>
                <td>{times}</td>
                <td class={mean < 0 ? 'below' : 'above'} style={{ '--share': Math.abs(mean) / full }}>
                  {signed(mean)}
                </td>
                <td class={elsewhere < 0 ? 'below' : 'above'} style={{ '--share': Math.abs(elsewhere) / full }}>
                  {signed(elsewhere)}
                </td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
      <p class="muted">
        {rows.length > SHOWN && `The ${SHOWN} of ${rows.length} words at which it differs most from all others. `}
        {rare > 0 && `${plural(rare, 'word')} said fewer than ${FEWEST} times ${rare === 1 ? 'is' : 'are'} left out.`}
      </p>
    </>
  );
}

/** Those that are higher there than elsewhere, then those that are lower; of each, what is far from 0 on its side first. */
function sidesOf(found: readonly UnitAtWord[]) {
  const isHigh = ({ mean, elsewhere }: UnitAtWord) => mean >= elsewhere;
  const onItsSide = (one: UnitAtWord) => Number(isHigh(one) === one.mean >= 0);
  const sides = [
    { side: 'high', those: found.filter(isHigh) },
    { side: 'low', those: found.filter((one) => !isHigh(one)) },
  ];
  return sides
    .map(({ side, those }) => ({ side, those: those.toSorted((a, b) => onItsSide(b) - onItsSide(a)) }))
    .filter(({ those }) => those.length > 0);
}

/** Leads from the selected word to the units that differ most at it. */
function UnitsOfWord({ units, survey, unit, word }: Surveyed & { unit: number | undefined; word: string }) {
  const found = unitsOfWord(survey[units.by.value], word, units.number.value).slice(0, SHOWN);
  if (found.length === 0) return <p class="muted">“{word}” was seen too seldom to say which units stand out at it.</p>;
  const label = (one: UnitAtWord) => `Unit ${one.unit}: ${signed(one.mean)}, elsewhere ${signed(one.elsewhere)}`;
  return (
    <div class="stack" id="units-of-word">
      <p class="muted">Units that stand out most at “{word}”, the selected word:</p>
      {sidesOf(found).map(({ side, those }) => (
        <ul key={side} class={`row ${side}`}>
          <li class="muted">{side}</li>
          {those.map((one) => (
            <li key={one.unit}>
              <button
                type="button"
                class="quiet unit-of"
                aria-pressed={one.unit === unit}
                aria-label={label(one)}
                title={label(one)}
                onClick={() => units.show(one.unit)}
              >
                {one.unit} <span class="muted">{signed(one.mean)}</span>
              </button>
            </li>
          ))}
        </ul>
      ))}
    </div>
  );
}

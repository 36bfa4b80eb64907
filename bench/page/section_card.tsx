import { peerNames } from '../peers/names.ts';
import type { SectionName } from '../section_names.ts';
import { LinePlot } from './line_plot.tsx';
import { ResultTable } from './result_table.tsx';
import { allSections } from './sections.ts';
import type { State } from './state.ts';

/** How many other libraries a section loads. */
const loaded: Partial<Record<SectionName, number>> = { peers: peerNames.length - 1, pictures: 1 };

/** One section: how its numbers are made, its button, what it found. */
export function SectionCard({ name, state }: { readonly name: SectionName; readonly state: State }) {
  const { title, how } = allSections[name];
  const running = state.running.value;
  const mine = running?.name === name;
  const found = state.found.value[name];
  const error = state.errors.value[name];
  const others = loaded[name];
  const label = others ? `Load ${others} ${others === 1 ? 'library' : 'libraries'} and measure` : 'Measure';
  return (
    <section class="card section" id={`section-${name}`} aria-label={title}>
      <h2>{title}</h2>
      <button
        type="button"
        disabled={!state.place.value || running !== undefined}
        onClick={() => void state.run(name)}
        aria-describedby={`how-${name}`}
      >
        {found ? 'Measure again' : label}
      </button>
      <p class="muted how" id={`how-${name}`}>
        {how}
      </p>
      <p class="muted progress-line" aria-live="polite">
        {mine && `Measuring: ${running.progress} …`}
      </p>
      {error && <p class="warn fault">{error}</p>}
      {found && (
        <div class="found">
          {found.faults.map((fault) => (
            <p key={fault} class="warn fault">
              Not timed: {fault}
            </p>
          ))}
          {found.plots.length > 0 && (
            <div class="plots">
              {found.plots.map((plot) => (
                <LinePlot key={plot.title} plot={plot} />
              ))}
            </div>
          )}
          {found.tables.map((table, at) =>
            at === 0 ? (
              <ResultTable key={table.caption} table={table} />
            ) : (
              <details key={table.caption}>
                <summary>{table.caption}</summary>
                <ResultTable table={table} />
              </details>
            ),
          )}
          <ul class="notes muted">
            {found.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

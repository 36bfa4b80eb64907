import { adapterText } from '../format.ts';
import type { Results } from '../results.ts';
import { sectionNames } from '../section_names.ts';
import { UNKNOWN } from './measure.ts';
import { SectionCard } from './section_card.tsx';
import type { State } from './state.ts';

/** The page: what computes, what can be measured, what was found. */
export function BenchApp({ state }: { readonly state: State }) {
  return (
    <>
      <header>
        <h1>
          <a href="../index.html">Fourgate</a>, measured
        </h1>
        <p>WebGPU kernels and LSTM training, timed in this browser.</p>
        <Adapter state={state} />
      </header>
      <main class="bench">
        <Intro state={state} />
        {sectionNames.map((name) => (
          <SectionCard key={name} name={name} state={state} />
        ))}
      </main>
      <footer class="muted">
        Everything runs on this machine; nothing is uploaded. The same runs without a window: npm run bench.
      </footer>
    </>
  );
}

function Adapter({ state }: { readonly state: State }) {
  const here = state.place.value;
  if (here) {
    return (
      <p id="adapter" class={`chip ${here.software ? 'software' : 'gpu'}`}>
        <strong>{here.adapter}</strong> <span>{here.software ? 'software adapter, not a GPU' : 'WebGPU'}</span>
      </p>
    );
  }
  return state.missing.value ? (
    <p id="adapter" class="chip missing">
      <strong>No WebGPU</strong>
    </p>
  ) : null;
}

function Intro({ state }: { readonly state: State }) {
  const { missing, place, results, running, effort } = state;
  const here = place.value;
  const measured = results.value;
  return (
    <section class="card intro" aria-label="Measure">
      <p>
        Nothing is timed that was not first compared with the CPU reference. Every time is a median, with the minimum
        and the maximum beneath it; first runs, which compile shaders, are apart.
      </p>
      {here && (
        <p class="muted" id="circumstances">
          {adapterText(here)} · {here.browser} · {here.machine}
          {here.commit === UNKNOWN ? '' : ` · commit ${here.commit}`}
        </p>
      )}
      {here?.software && (
        <p class="warn">
          This adapter computes on the CPU. Its times compare programs with each other; they say nothing about a GPU.
        </p>
      )}
      {missing.value && <p class="warn">{missing.value}</p>}
      <div class="actions">
        <button
          type="button"
          class="primary"
          id="run-all"
          disabled={!here || running.value !== undefined}
          onClick={() => void state.runAll()}
        >
          Measure all
        </button>
        <button
          type="button"
          id="save"
          disabled={!measured || running.value !== undefined}
          onClick={() => measured && saveResults(measured)}
        >
          Save JSON
        </button>
        <label class="effort">
          <input
            type="checkbox"
            checked={effort.value !== 'full'}
            disabled={running.value !== undefined}
            onChange={(event) => state.setEffort(event.currentTarget.checked ? 'quick' : 'full')}
          />
          quick: smaller sizes, fewer runs
        </label>
      </div>
    </section>
  );
}

/** Offers the results as a JSON file, named after adapter and day. */
function saveResults(results: Results): void {
  const { adapter, date } = results.circumstances;
  const name = adapter.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([JSON.stringify(results, undefined, 2)], { type: 'application/json' }));
  link.download = `fourgate-${name}-${date.slice(0, 10)}.json`;
  link.click();
  URL.revokeObjectURL(link.href);
}

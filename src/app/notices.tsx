import type { Signal } from '@preact/signals';
import { heldOutNote } from '../client/format.ts';
import type { Fault } from '../errors.ts';
import { labelOf } from '../options/run_options.ts';
import { Button } from './button.tsx';
import type { RunState, ShownFault } from './run_state.ts';

/** The adapter, in the corner of the page, once it is known; a software adapter is marked as such. */
export function AdapterChip({ run, backend }: { readonly run: RunState; readonly backend: 'webgpu' | 'cpu' }) {
  const started = run.started.value;
  const webgpu = run.webgpu.value;
  const cpu = started ? started.backend === 'cpu' : backend === 'cpu';
  const adapter = started?.adapter ?? (webgpu && !('missing' in webgpu) ? webgpu : undefined);
  if (cpu) return <Chip kind="software" name="CPU" note="plain TypeScript, no WebGPU" />;
  if (!adapter && webgpu) return <Chip kind="missing" name="No WebGPU" note="see below" />;
  if (!adapter && run.phase.value === 'ended') return null;
  if (!adapter) return <Chip kind="waiting" name="WebGPU" note="preparing the GPU …" />;
  return adapter.software ? (
    <Chip
      kind="software"
      name={adapter.name}
      note={`${/software/.test(adapter.name) ? '' : 'software adapter, '}not a GPU: slow`}
    />
  ) : (
    <Chip kind="gpu" name={adapter.name} note="WebGPU" />
  );
}

function Chip({ kind, name, note }: { kind: string; name: string; note: string }) {
  return (
    <p id="adapter" class={`chip ${kind}`}>
      <strong>{name}</strong> <span>{note}</span>
    </p>
  );
}

/** Shown where WebGPU is missing: why, what to do, and the CPU as the alternative. */
export function NoWebGPU({ missing, onCpu, idle }: { missing: Fault; onCpu: () => void; idle: boolean }) {
  return (
    <section class="notice" id="no-webgpu" aria-label="WebGPU is missing">
      <h2>WebGPU is not available here</h2>
      <p>
        {missing.where}: {missing.found}. {missing.remedy}
      </p>
      <p>
        The same training also runs on the CPU, in plain TypeScript: slower than a GPU, but just as exact.{' '}
        <Button id="use-cpu" onClick={onCpu} off={!idle}>
          Train on the CPU
        </Button>
      </p>
    </section>
  );
}

interface FaultProps {
  readonly id: string;
  readonly title: string;
  readonly shown: Signal<ShownFault | undefined>;
  readonly again?: Again | undefined;
}

/** What the user can try next. */
export interface Again {
  readonly label: string;
  readonly act: () => void;
}

/** A fault for the user: where, what was expected, what was found, what to do. */
export function FaultNotice({ id, title, shown, again }: FaultProps) {
  if (!shown.value) return null;
  const { name, message, fault } = shown.value;
  return (
    <section class="notice fault" id={id} role="alert">
      <h2>{title}</h2>
      {fault ? (
        <FaultFacts fault={fault} />
      ) : (
        <p>
          {name}: {message}
        </p>
      )}
      <p>
        {again && (
          <button type="button" id="again" onClick={again.act}>
            {again.label}
          </button>
        )}{' '}
        <button type="button" class="quiet" onClick={() => (shown.value = undefined)}>
          Dismiss
        </button>
      </p>
    </section>
  );
}

export function FaultFacts({ fault }: { readonly fault: Fault }) {
  return (
    <dl>
      <dt>Where</dt>
      <dd>{labelOf(fault.option) ?? fault.where}</dd>
      <dt>Expected</dt>
      <dd>{fault.expected}</dd>
      <dt>Found</dt>
      <dd>{fault.found}</dd>
      {fault.remedy && (
        <>
          <dt>What to do</dt>
          <dd>{fault.remedy}</dd>
        </>
      )}
    </dl>
  );
}

/** The data set in one paragraph. */
export function DataSummary({ run }: { readonly run: RunState }) {
  const summary = run.dataset.value;
  // The table's place is kept while Scenes are drawn, so that nothing moves when it is there.
  if (!summary) return run.source.value === 'scenes' ? <div class="summary place" /> : null;
  const { name, splits, vocabularySize, captionLength, featureLength, featuresBy, remarks = [] } = summary;
  const note = heldOutNote(summary);
  return (
    <table class="summary" id="summary">
      <caption>
        {name}: {vocabularySize.toLocaleString('en')} words, captions of at most {captionLength - 2} words,{' '}
        {featureLength} numbers a picture{featuresBy && ` (${featuresBy})`}
        {note && `; ${note}`}
        {remarks.map((remark) => (
          <span key={remark} class="remark">
            {remark}.
          </span>
        ))}
      </caption>
      <thead>
        <tr>
          <th scope="col">split</th>
          <th scope="col">pictures</th>
          <th scope="col">captions</th>
        </tr>
      </thead>
      <tbody>
        {splits.map((split) => (
          <tr key={split.name}>
            <th scope="row">{split.name}</th>
            <td>{split.images.toLocaleString('en')}</td>
            <td>{split.captions.toLocaleString('en')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

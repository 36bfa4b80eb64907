import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type RunDefaults, type RunOptions, runDefaults } from '../worker/protocol.ts';
import { Controls } from './controls.tsx';
import { DataChooser } from './data_chooser.tsx';
import { missingFiles, noFiles, withFiles } from './files.ts';
import { percent } from './format.ts';
import { LossCurve } from './loss_curve.tsx';
import { AdapterChip, DataSummary, FaultNotice, NoWebGPU } from './notices.tsx';
import { allowed, isIdle, isTraining } from './phase.ts';
import { PictureGrid } from './picture_grid.tsx';
import { Progress, Result } from './progress.tsx';
import type { RunRequest } from './run_request.ts';
import { SettingsForm, settingsFit } from './settings.tsx';
import type { Store } from './store.ts';

interface Props {
  readonly store: Store;
  /** A run that the address asks for. */
  readonly request?: RunRequest | undefined;
}

/** The page. */
export function App({ store, request }: Props) {
  const kind = useSignal(request?.source.kind ?? 'scenes');
  const given = useSignal(noFiles);
  const settings = useSignal<RunDefaults>({ ...runDefaults, ...request?.options });
  const fit = useComputed(() => settingsFit(settings.value));
  const wide = useSignal(matchMedia('(min-width: 60rem)').matches).peek();
  const phase = store.phase.value;
  const idle = isIdle(phase);
  const start = (paused = false) => {
    const extra: RunOptions = request?.options.iterations ? { iterations: request.options.iterations } : {};
    store.start({ ...settings.value, ...extra }, paused);
  };
  const takeFiles = (files: readonly File[]) => {
    given.value = withFiles(given.value, files);
    const news = files.some((file) => given.value.data.includes(file));
    if (news && (request || missingFiles(given.value).length === 0)) loadFiles();
  };
  const loadFiles = () => {
    const asked = request?.source.kind === 'files' ? request.source : {};
    store.load({ ...asked, kind: 'files', files: given.value.data });
  };
  const chooseKind = (chosen: 'scenes' | 'files') => {
    kind.value = chosen;
    if (chosen === 'scenes' && store.source.value !== 'scenes') store.load({ kind: 'scenes' });
  };

  useWarnBeforeLeaving(store);
  useTitle(store);

  // Files may be chosen while other data are still loaded: those are not what a start would be meant for.
  const meant = store.source.value === kind.value;
  const webgpu = store.webgpu.value;
  const missing = webgpu && 'missing' in webgpu && settings.value.backend === 'webgpu' ? webgpu.missing : undefined;
  const useCpu = () => {
    settings.value = { ...settings.value, backend: 'cpu' };
    if (allowed(store.phase.value).start && fit.value && meant) start();
  };
  return (
    <>
      <header>
        <h1>Fourgate</h1>
        <p>A recurrent network learns to caption pictures, here in your browser.</p>
        <AdapterChip store={store} backend={settings.value.backend} />
      </header>
      <main>
        <div class="work">
          {missing && <NoWebGPU missing={missing} onCpu={useCpu} idle={idle} />}
          <FaultNotice store={store} onAgain={allowed(phase).start && fit.value && meant ? () => start() : undefined} />
          <section class="card run" aria-label="Run">
            <Controls
              phase={phase}
              fit={fit.value && meant && !missing}
              onStart={() => start()}
              onStep={() => (phase === 'paused' ? store.command('step') : start(true))}
              onCommand={store.command}
            />
            <Progress store={store} />
            <Result store={store} />
          </section>
          <LossCurve store={store} />
          <PictureGrid store={store} local={given.value.pictures} />
        </div>
        <aside>
          <section class="card" aria-label="Data">
            <h2>Data</h2>
            <DataChooser
              kind={kind.value}
              given={given.value}
              disabled={!idle}
              onKind={chooseKind}
              onFiles={takeFiles}
              onLoad={loadFiles}
            />
            {meant && <DataSummary store={store} />}
          </section>
          <details class="card" open={wide}>
            <summary>
              <h2>Model and training</h2>
            </summary>
            <SettingsForm settings={settings} disabled={!idle} />
          </details>
        </aside>
      </main>
      <footer class="muted">
        The parameters live in this tab: closing it loses them. Everything runs on this machine; nothing is uploaded.
      </footer>
    </>
  );
}

/** Asks before a tab with a run in it is closed: its parameters are nowhere else. */
function useWarnBeforeLeaving(store: Store): void {
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (isTraining(store.phase.value)) event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [store]);
}

/** Shows the progress in the tab's title, for who looks elsewhere meanwhile. */
function useTitle(store: Store): void {
  useSignalEffect(() => {
    const latest = store.latest.value;
    const training = isTraining(store.phase.value) && latest;
    document.title = training ? `${percent(latest.step / latest.totalSteps)} · Fourgate` : 'Fourgate';
  });
}

import { useSignal, useSignalEffect } from '@preact/signals';
import type { ComponentChildren, ComponentProps } from 'preact';
import { useEffect } from 'preact/hooks';
import { count, percent } from '../client/format.ts';
import { CheckpointCard } from './checkpoint_card.tsx';
import { placeInWords } from './checkpoint_words.ts';
import { ContinueBanner } from './continue_banner.tsx';
import { Controls } from './controls.tsx';
import { DataChooser } from './data_chooser.tsx';
import { DecodingCard } from './decoding_card.tsx';
import { useDrops } from './drop_target.ts';
import { EvaluationCard } from './evaluation_card.tsx';
import { keepFocus } from './focus.ts';
import { Folded, isWide } from './folded.tsx';
import { HowCard } from './how_card.tsx';
import type { Intake } from './intake.ts';
import { LackNotice } from './lack_notice.tsx';
import { useLoaded } from './loaded.tsx';
import { LossCurve } from './loss_curve.tsx';
import { AdapterChip, type Again, DataSummary, FaultFacts, FaultNotice, NoWebGPU } from './notices.tsx';
import { OwnPictureCard } from './own_picture_card.tsx';
import { isIdle, isTraining } from './phase.ts';
import { PictureCard } from './picture_card.tsx';
import { PictureGrid } from './picture_grid.tsx';
import { Presets, WhatToWatch } from './presets.tsx';
import { Progress, Result } from './progress.tsx';
import { project, projectAsAddressed, projector } from './projector_state.ts';
import { RunsCard } from './runs_card.tsx';
import { scrollBelowBar, useBarHeight } from './scroll.ts';
import { SettingsForm } from './settings.tsx';
import type { SetupState } from './setup_state.ts';
import { ShareCard } from './share_card.tsx';
import type { SlowerNotice } from './slower_notice.tsx';
import type { Store } from './store.ts';
import { WatchNotices } from './watch_notices.tsx';

interface Props {
  readonly store: Store;
  readonly setup: SetupState;
  readonly intake: Intake;
}

/** The page. */
export function App({ store, setup, intake }: Props) {
  const { run } = store;
  const { settings } = setup;
  const wide = useSignal(isWide()).peek();
  const phase = run.phase.value;
  const idle = isIdle(phase);
  const local = setup.given.value.pictures;
  const bar = useBarHeight();

  useWarnBeforeLeaving(store);
  useTitle(store);
  useDrops(intake);
  useEffect(() => keepFocus(document.body), []);

  const webgpu = run.webgpu.value;
  const Slower = useLoaded<ComponentProps<typeof SlowerNotice>>(
    () => import('./slower_notice.tsx').then((loaded) => loaded.SlowerNotice),
    run.slower.value !== undefined,
  );
  const Validation = useLoaded<Pick<Store, 'run' | 'validation'> & { name: string | undefined }>(
    () => import('./validation_card.tsx').then((loaded) => loaded.ValidationCard),
    store.validation.history.value.length > 0,
  );
  const missing = webgpu && 'missing' in webgpu && settings.value.backend === 'webgpu' ? webgpu.missing : undefined;
  const useCpu = () => {
    settings.value = { ...settings.value, backend: 'cpu' };
    if (setup.ready.value) setup.start();
  };
  return (
    <>
      <header data-next=".controls .primary">
        <h1>Fourgate</h1>
        <p class="about">A recurrent network learns to caption pictures, here in your browser.</p>
        {Slower && <Slower store={store} setup={setup} />}
        <AdapterChip run={run} backend={settings.value.backend} />
        <ProjectorButton />
      </header>
      <section class="run" aria-label="Run" ref={bar}>
        <div class="bar">
          <Controls
            phase={phase}
            lacking={setup.lack.value !== undefined}
            onStart={() => {
              setup.start();
              // Where settings come first, the run would go on out of sight.
              if (!matchMedia('(min-width: 60rem)').matches) scrollBelowBar(document.querySelector('.pictures'));
            }}
            onStep={() => (phase === 'paused' ? run.command('step') : setup.start(true))}
            onCommand={(type) => run.command(type)}
          />
          <Progress store={store} lacking={setup.lack.value !== undefined} changed={setup.changed.value} />
          <LackNotice lack={setup.lack.value} />
        </div>
      </section>
      <main>
        <div class="notices" data-next=".controls .primary">
          {missing && <NoWebGPU missing={missing} onCpu={useCpu} idle={idle} />}
          <WatchNotices store={store} />
          <FaultNotice
            id="fault"
            shown={run.fault}
            title={run.fault.value?.during === 'load' ? 'These data cannot be used' : 'The run failed'}
            again={again(store, setup)}
          />
          <NotKept store={store} />
          <ContinueBanner store={store} setup={setup} idle={idle} />
        </div>
        <aside class="setup" aria-label="Settings">
          <section class="card" id="data" aria-label="Data">
            <h2>Data</h2>
            <Presets setup={setup} disabled={!idle} />
            <DataChooser setup={setup} intake={intake} disabled={!idle} />
            {setup.meant.value && (
              <Folded unless={setup.kind.value !== 'scenes'} title="How many pictures and words">
                <DataSummary run={run} />
              </Folded>
            )}
          </section>
          <details class="card" open={wide}>
            <summary>
              <h2>Model and training</h2>{' '}
              {isTraining(phase) && <span class="muted">changes apply to the next run</span>}
            </summary>
            <SettingsForm
              settings={settings}
              defaults={setup.defaults}
              disabled={!idle}
              onReset={() => setup.reset()}
              ofNetwork={setup.kind.value !== 'scenes'}
            />
          </details>
        </aside>
        <div class="work">
          <WhatToWatch setup={setup} />
          <Result run={run} compared={store.compared.value} />
          <PictureGrid store={store} local={local} />
          <LossCurve store={store} />
          <RunsCard store={store} setup={setup} />
          <HowCard run={run} />
        </div>
        <div class="model">
          {Validation && (
            <Validation run={run} validation={store.validation} name={idle ? store.name.value : undefined} />
          )}
          <WithModel there={store.canCaption.value}>
            <OwnPictureCard store={store} />
            <PictureCard store={store} local={local} />
            <DecodingCard decoding={store.decoding} />
            <EvaluationCard store={store} local={local} />
          </WithModel>
        </div>
        <aside class="files" aria-label="Share and checkpoints">
          <ShareCard setup={setup} decoding={store.decoding} />
          <CheckpointCard store={store} onFile={intake.open} idle={idle} />
        </aside>
      </main>
      <IntakeNotice intake={intake} />
      <footer class="muted">
        Everything runs on this machine; nothing is uploaded. This browser saves a run from time to time, and resumes it
        from there after a reload.
      </footer>
    </>
  );
}

/** Turns the large view for a class on and off. */
function ProjectorButton() {
  const { value: view } = projector;
  useEffect(() => {
    void projectAsAddressed();
    window.addEventListener('hashchange', projectAsAddressed);
    return () => window.removeEventListener('hashchange', projectAsAddressed);
  }, []);
  useEffect(() => view?.show(() => void project(false)), [view]);
  return (
    <button
      type="button"
      id="projector"
      title="A large view with fewer controls, for a class"
      onClick={() => project(!view)}
    >
      {view ? 'Leave projector view' : 'Projector'}
    </button>
  );
}

/** What takes a trained model: folded until there is one. */
function WithModel({ there, children }: { readonly there: boolean; readonly children: ComponentChildren }) {
  if (there) return <>{children}</>;
  return (
    <details class="card later" id="later">
      <summary>
        <h2>Once there is a model</h2>{' '}
        <span class="muted">captions of your own pictures, word by word; decoding; scores</span>
      </summary>
      {children}
    </details>
  );
}

/** What to do about a failed run: resume it from its kept state, else start again. */
function again({ run, checkpoints }: Store, setup: SetupState): Again | undefined {
  if (!isIdle(run.phase.value)) return undefined;
  const { now, offers } = checkpoints.kept;
  const own = run.fault.value?.during === 'run' && offers.value.find((offer) => offer.run === now.value?.run);
  if (own)
    return { label: `Continue from step ${own.latest.training?.step}`, act: () => checkpoints.continueFrom(own) };
  return setup.ready.value ? { label: 'Start again', act: () => setup.start() } : undefined;
}

/** Asks before a tab with unsaved steps is closed. */
function useWarnBeforeLeaving({ run, checkpoints }: Store): void {
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      const kept = run.latest.value && checkpoints.kept.now.value?.step === run.latest.value.step;
      if (isTraining(run.phase.value) && !kept) event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [run, checkpoints]);
}

/** Shows the progress in the tab's title, for a user who is in another tab. */
function useTitle({ run }: Store): void {
  useSignalEffect(() => {
    const latest = run.latest.value;
    const training = isTraining(run.phase.value) && latest;
    document.title = training ? `${percent(latest.step / latest.totalSteps)} · Fourgate` : 'Fourgate';
  });
}

/** What happened to the files that were provided last; files may be dropped anywhere, so it always stays in view. */
function IntakeNotice({ intake }: { readonly intake: Intake }) {
  const { value: sentences } = intake.said;
  return (
    <div class="said" role="status" id="said">
      {sentences.length > 0 && (
        <div class="notice">
          <div>
            {sentences.map((sentence) => (
              <p key={sentence}>{sentence}</p>
            ))}
          </div>
          <button type="button" class="quiet" onClick={intake.dismiss}>
            Dismiss
          </button>
        </div>
      )}
    </div>
  );
}

/** Warns while the run of this page cannot be saved. */
function NotKept({ store: { run, checkpoints } }: { readonly store: Store }) {
  const { value: failed } = checkpoints.kept.notKept;
  if (!failed) return null;
  const { value: now } = checkpoints.kept.now;
  const training = isTraining(run.phase.value);
  const title = now
    ? `This run has not been saved since step ${count(now.step)}`
    : `Nothing can be saved ${placeInWords(checkpoints.kept.place.value)}`;
  return (
    <section class="notice fault" id="not-kept" role="alert">
      <h2>{title}</h2>
      {failed.fault ? <FaultFacts fault={failed.fault} /> : <p>{failed.message}</p>}
      {training && <p>The run continues, and saving will be retried.</p>}
      {run.finished.value && !checkpoints.opened.value && (
        <p>Its latest state exists only in this tab: download it under “Checkpoint”.</p>
      )}
    </section>
  );
}

import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { rate } from '../client/format.ts';
import { Button } from './button.tsx';
import { allowed, isIdle, isTraining } from './phase.ts';
import type { SetupState } from './setup_state.ts';
import type { Store } from './store.ts';

interface Props {
  readonly store: Pick<Store, 'run'>;
  readonly setup: SetupState;
}

/**
 * Offers the CPU where it was measured to be faster than a software adapter: as long as the next run would be as this one. The
 * offer stands in place of the line that says what the page is, so that nothing moves when it comes.
 */
export function SlowerNotice({ store: { run }, setup }: Props) {
  const asked = useSignal(false);
  const holds = useComputed(() => {
    const { value: started } = run.started;
    const { options } = started ?? {};
    const settings = Object.entries(setup.settings.value);
    const isSame = settings.every(([name, value]) => Reflect.get(options ?? {}, name) === value);
    return started !== undefined && isSame && (isIdle(run.phase.value) || isTraining(run.phase.value));
  });
  useSignalEffect(() => {
    const { value: phase } = run.phase;
    if (!asked.value || isTraining(phase)) return;
    asked.value = false;
    // After whoever else takes note of the end of the run.
    if (allowed(phase).start) queueMicrotask(() => setup.start());
  });
  const { value: slower } = run.slower;
  if (!slower || !holds.value) return null;
  const training = isTraining(run.phase.value);
  const use = () => {
    setup.settings.value = { ...setup.settings.value, backend: 'cpu' };
    if (training) run.command('stop');
    asked.value = true;
  };
  return (
    <p class="about" id="slower" role="status">
      The CPU is faster here: {rate(slower.onCpu)} captions/s against {rate(slower.captionsPerSecond)}.{' '}
      <Button id="use-faster-cpu" class="link" off={run.phase.value === 'stopping'} onClick={use}>
        {training ? 'Stop, and use the CPU' : 'Use the CPU'}
      </Button>
    </p>
  );
}

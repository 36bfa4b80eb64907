import { Button } from './button.tsx';
import { LACK } from './lack_notice.tsx';
import { allowed, type Phase } from './phase.ts';

interface Props {
  readonly phase: Phase;
  /** Whether a start still lacks something. */
  readonly lacking: boolean;
  readonly onStart: () => void;
  readonly onStep: () => void;
  readonly onCommand: (type: 'pause' | 'resume' | 'stop') => void;
}

/** Start, pause, step, stop. Start becomes pause, and pause becomes resume: one place for the next action. */
export function Controls({ phase, lacking, onStart, onStep, onCommand }: Props) {
  const can = allowed(phase);
  const started = phase === 'starting' ? 'Starting…' : phase === 'failed' ? 'Start again' : 'Start';
  const hasRun = phase === 'finished';
  const describedBy = lacking ? LACK : undefined;
  return (
    <div class="controls" role="toolbar" aria-label="Training">
      {can.pause || can.resume ? (
        <Button id="pause" class="primary" onClick={() => onCommand(can.pause ? 'pause' : 'resume')}>
          {can.pause ? 'Pause' : 'Resume'}
        </Button>
      ) : (
        <Button
          id="start"
          class="primary"
          off={!can.start || lacking}
          title={
            hasRun
              ? 'What was trained stays: the run in the list under “Runs”, and the checkpoint that is kept of it'
              : undefined
          }
          describedBy={describedBy}
          onClick={onStart}
        >
          {hasRun ? 'New run' : started}
        </Button>
      )}
      <Button
        id="step"
        off={!can.step || lacking}
        title="Do one training step, then pause"
        describedBy={describedBy}
        onClick={onStep}
      >
        Step
      </Button>
      <Button
        id="stop"
        off={!can.stop}
        title="End the run and caption the pictures shown"
        onClick={() => onCommand('stop')}
      >
        {phase === 'stopping' ? 'Stopping…' : 'Stop'}
      </Button>
    </div>
  );
}

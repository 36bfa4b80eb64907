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
  const again = phase === 'finished' || phase === 'failed';
  const describedBy = lacking ? LACK : undefined;
  return (
    <div class="controls" role="toolbar" aria-label="Training">
      {can.pause || can.resume ? (
        <Button id="pause" class="primary" onClick={() => onCommand(can.pause ? 'pause' : 'resume')}>
          {can.pause ? 'Pause' : 'Resume'}
        </Button>
      ) : (
        <Button id="start" class="primary" off={!can.start || lacking} {...{ describedBy }} onClick={onStart}>
          {phase === 'starting' ? 'Starting…' : again ? 'Start again' : 'Start'}
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

import { allowed, type Phase } from './phase.ts';

interface Props {
  readonly phase: Phase;
  /** Whether data and settings are such that a run can start. */
  readonly fit: boolean;
  readonly onStart: () => void;
  readonly onStep: () => void;
  readonly onCommand: (type: 'pause' | 'resume' | 'stop') => void;
}

/** Start, pause, step, stop. Start becomes pause, and pause becomes resume: one place for the next thing to do. */
export function Controls({ phase, fit, onStart, onStep, onCommand }: Props) {
  const can = allowed(phase);
  const again = phase === 'finished' || phase === 'failed';
  return (
    <div class="controls" role="toolbar" aria-label="Training">
      {can.pause || can.resume ? (
        <button type="button" id="pause" class="primary" onClick={() => onCommand(can.pause ? 'pause' : 'resume')}>
          {can.pause ? 'Pause' : 'Resume'}
        </button>
      ) : (
        <button type="button" id="start" class="primary" disabled={!can.start || !fit} onClick={onStart}>
          {phase === 'starting' ? 'Starting…' : again ? 'Start again' : 'Start'}
        </button>
      )}
      <button
        type="button"
        id="step"
        disabled={!can.step || !fit}
        title="Do one training step, then pause"
        onClick={onStep}
      >
        Step
      </button>
      <button
        type="button"
        id="stop"
        disabled={!can.stop}
        title="End the run and caption the pictures shown"
        onClick={() => onCommand('stop')}
      >
        {phase === 'stopping' ? 'Stopping…' : 'Stop'}
      </button>
    </div>
  );
}

import { Button } from './button.tsx';
import { ago, placeInWords } from './checkpoint_words.ts';
import { filesOver } from './drop_target.ts';
import { FaultNotice } from './notices.tsx';
import type { ShownFault } from './run_state.ts';
import type { Store } from './store.ts';

interface Props {
  readonly store: Store;
  readonly onFile: (file: File) => void;
  readonly idle: boolean;
}

function titleOf({ during }: ShownFault): string {
  if (during === 'forget') return 'This run could not be deleted';
  return during === 'open' ? 'This checkpoint cannot be used' : 'The model could not be saved';
}

/** The model as a file: export and import. */
export function CheckpointCard({ store, onFile, idle }: Props) {
  const { checkpoints, canCaption } = store;
  const { value: now } = checkpoints.kept.now;
  const { value: fault } = checkpoints.fault;
  const busy = checkpoints.busy.value;
  const take = (input: HTMLInputElement) => {
    const file = input.files?.[0];
    // The same file may be chosen again after it was corrected.
    input.value = '';
    if (file) onFile(file);
  };
  return (
    <section class="card stack" id="checkpoints" aria-label="Checkpoint">
      <h2>Checkpoint</h2>
      <FaultNotice id="checkpoint-fault" title={fault ? titleOf(fault) : ''} shown={checkpoints.fault} />
      <div class="choose">
        <Button id="save" off={busy || !canCaption.value} onClick={() => checkpoints.save('fourgate')}>
          Download
        </Button>
        <Button
          id="save-pytorch"
          off={busy || !canCaption.value}
          title="Weights only, with the names and the gate order of nn.LSTM"
          onClick={() => checkpoints.save('pytorch')}
        >
          For PyTorch
        </Button>
      </div>
      <div class={filesOver.value ? 'drop over' : 'drop'}>
        <div class="choose">
          <label class={idle ? 'button' : 'button off'}>
            Open a file
            <input
              id="checkpoint"
              class="hidden"
              type="file"
              disabled={!idle}
              onChange={(event) => take(event.currentTarget)}
            />
          </label>
        </div>
        <p class="muted">
          Or drop one anywhere on this page: a checkpoint of Fourgate, or weights with CS231n’s names or those of the
          PyTorch model (.safetensors, .npz, .pth).
        </p>
      </div>
      {now && (
        <p class="muted" id="kept">
          Kept {placeInWords(checkpoints.kept.place.value)}: step {now.step}, {ago(now.at)}
          {now.best && `; the best by CIDEr${now.bestStep === undefined ? '' : `, step ${now.bestStep}`}`}.
        </p>
      )}
      {now?.best && (
        <Button id="open-best" off={busy || !idle} onClick={() => checkpoints.open({ run: now.run, which: 'best' })}>
          Open the best
        </Button>
      )}
    </section>
  );
}

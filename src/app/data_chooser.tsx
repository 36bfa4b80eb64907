import { useSignal } from '@preact/signals';
import { droppedFiles, expectedFiles, type GivenFiles, missingFiles } from './files.ts';
import { bytes } from './format.ts';

interface Props {
  readonly kind: 'scenes' | 'files';
  readonly given: GivenFiles;
  readonly disabled: boolean;
  readonly onKind: (kind: 'scenes' | 'files') => void;
  readonly onFiles: (files: readonly File[]) => void;
  /** Loads what was given although files are missing. */
  readonly onLoad: () => void;
}

/** Which data to train on: Scenes, or files a person drops or chooses. */
export function DataChooser({ kind, given, disabled, onKind, onFiles, onLoad }: Props) {
  return (
    <fieldset class="data" disabled={disabled}>
      <legend class="hidden">Data set</legend>
      <div class="switch">
        {(['scenes', 'files'] as const).map((value) => (
          <label key={value}>
            <input type="radio" name="data" value={value} checked={kind === value} onChange={() => onKind(value)} />
            <span>{value === 'scenes' ? 'Scenes' : 'CS231n files'}</span>
          </label>
        ))}
      </div>
      {kind === 'scenes' ? (
        <p class="muted">
          Pictures of one to three coloured shapes, drawn here from a seed, each with five captions. Nothing is
          downloaded.
        </p>
      ) : (
        <FileDrop given={given} disabled={disabled} onFiles={onFiles} onLoad={onLoad} />
      )}
    </fieldset>
  );
}

function FileDrop({ given, disabled, onFiles, onLoad }: Omit<Props, 'kind' | 'onKind'>) {
  const over = useSignal(false);
  const missing = missingFiles(given);
  const take = (input: HTMLInputElement) => {
    const files = [...(input.files ?? [])];
    // The same files may be chosen again after they were mended.
    input.value = '';
    if (files.length > 0) onFiles(files);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the two inputs inside are the first.
    <div
      class={over.value ? 'drop over' : 'drop'}
      onDragOver={(event) => {
        event.preventDefault();
        over.value = !disabled;
      }}
      onDragLeave={() => (over.value = false)}
      onDrop={(event) => {
        event.preventDefault();
        over.value = false;
        if (event.dataTransfer && !disabled) void droppedFiles(event.dataTransfer).then(onFiles);
      }}
    >
      <p>Drop the folder or its files here, or</p>
      <div class="choose">
        <label class="button">
          Choose files
          <input id="files" class="hidden" type="file" multiple onChange={(event) => take(event.currentTarget)} />
        </label>
        <label class="button">
          Choose a folder
          <input
            id="folder"
            class="hidden"
            type="file"
            multiple
            {...{ webkitdirectory: true }}
            onChange={(event) => take(event.currentTarget)}
          />
        </label>
      </div>
      <ul class="expected">
        {expectedFiles.map((expected) => {
          const files = given.data.filter((file) => expected.pattern.test(file.name));
          const state = files.length > 0 ? 'there' : expected.needed ? 'needed' : 'optional';
          return (
            <li key={expected.name} class={state}>
              <code>{files.length > 0 ? files.map((file) => file.name).join(', ') : expected.name}</code>
              <span class="muted">
                {files.length > 0 ? bytes(files.reduce((sum, file) => sum + file.size, 0)) : expected.is}
                {state === 'optional' && ', optional'}
              </span>
            </li>
          );
        })}
      </ul>
      {given.pictures.size > 0 && <p class="muted">{given.pictures.size} pictures to show beside the captions.</p>}
      {given.ignored.length > 0 && (
        <p class="muted" id="ignored">
          Not part of this layout, left alone: {given.ignored.slice(0, 3).join(', ')}
          {given.ignored.length > 3 && ` and ${given.ignored.length - 3} more`}.
        </p>
      )}
      {given.data.length > 0 && missing.length > 0 && (
        <p id="missing">
          Still missing: {missing.join(', ')}.{' '}
          <button type="button" onClick={onLoad}>
            Load without
          </button>
        </p>
      )}
    </div>
  );
}

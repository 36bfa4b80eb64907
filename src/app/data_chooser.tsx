import { dataKinds } from '../client/address.ts';
import { bytes, plural } from '../client/format.ts';
import { scenesOptions } from '../options/data_options.ts';
import { choicesOf } from '../options/declare.ts';
import { filesOver } from './drop_target.ts';
import { expectedFiles, missingFiles } from './files.ts';
import { Folded } from './folded.tsx';
import type { Intake } from './intake.ts';
import { useLoaded } from './loaded.tsx';
import type { SetupState } from './setup_state.ts';
import { Switch } from './switch.tsx';

interface Props {
  readonly setup: SetupState;
  readonly intake: Intake;
  readonly disabled: boolean;
}

/** Which data to train on: Scenes, or files or photos that the user drops or chooses. */
export function DataChooser({ setup, intake, disabled }: Props) {
  const kind = setup.kind.value;
  const Photos = useLoaded(
    () => import('./photos_chooser.tsx').then((loaded) => loaded.PhotosChooser),
    kind === 'photos',
  );
  return (
    <fieldset class="data" disabled={disabled}>
      <legend class="hidden">Data set</legend>
      <Switch
        name="data"
        values={choicesOf(dataKinds)}
        labels={dataKinds.choices}
        chosen={kind}
        onChoose={(value) => setup.chooseKind(value)}
      />
      {kind === 'photos' && Photos && <Photos setup={setup} intake={intake} />}
      {kind === 'files' && <FileDrop setup={setup} intake={intake} />}
      {kind === 'scenes' && <ScenesFeatures setup={setup} />}
    </fieldset>
  );
}

const SEEN = {
  descriptor: 'A descriptor: 512 numbers computed from each picture, without learning.',
  pixels: 'The pixels: a small convolutional network is trained together with the captioner. It takes longer.',
} as const;

/** The captioner's input for Scenes. */
function ScenesFeatures({ setup }: Pick<Props, 'setup'>) {
  const chosen = setup.features.value;
  return (
    <>
      <p class="muted">
        Pictures of one to three coloured shapes, drawn here from a seed, each with five captions. Nothing is
        downloaded.
      </p>
      <Folded title={`What the captioner sees: ${scenesOptions.features.choices[chosen].toLowerCase()}`}>
        <fieldset class="features">
          <legend>What the captioner sees</legend>
          <Switch
            name="features"
            values={choicesOf(scenesOptions.features)}
            labels={scenesOptions.features.choices}
            chosen={chosen}
            onChoose={(value) => setup.chooseFeatures(value)}
          />
        </fieldset>
        <p class="muted">{SEEN[chosen]}</p>
      </Folded>
    </>
  );
}

function FileDrop({ setup, intake }: Omit<Props, 'disabled'>) {
  const given = setup.given.value;
  const missing = missingFiles(given);
  const take = (input: HTMLInputElement) => {
    const files = [...(input.files ?? [])];
    // The same files may be chosen again after they were corrected.
    input.value = '';
    if (files.length > 0) intake.take(files);
  };
  return (
    <div class={filesOver.value ? 'drop over' : 'drop'}>
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
      {given.pictures.size > 0 && (
        <p class="muted">{plural(given.pictures.size, 'picture')} to show beside the captions.</p>
      )}
      {given.data.length > 0 && missing.length > 0 && (
        <p id="missing">
          Still missing: {missing.join(', ')}.{' '}
          <button type="button" onClick={() => setup.loadFiles()}>
            Load without
          </button>
        </p>
      )}
    </div>
  );
}

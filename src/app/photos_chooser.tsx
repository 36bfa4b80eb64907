import { plural } from '../client/format.ts';
import { filesOver } from './drop_target.ts';
import type { Intake } from './intake.ts';
import { lackOfPhotos } from './photo_files.ts';
import type { SetupState } from './setup_state.ts';

interface Props {
  readonly setup: SetupState;
  readonly intake: Intake;
}

/** Photos, captions and weights of which a data set is made. */
export function PhotosChooser({ setup, intake }: Props) {
  const given = setup.photos.value;
  const [text, ...more] = given.texts;
  const rows = [
    {
      is: 'photos, such as JPEG, PNG or WebP',
      has: given.photos.length > 0 && plural(given.photos.length, 'photo'),
      state: 'needed',
    },
    {
      is: "captions: COCO's, Karpathy's, Flickr8k's or Hugging Face's file, or a text beside each photo",
      has: text && (more.length > 0 ? plural(given.texts.length, 'text') : text.name),
      state: 'needed',
    },
    {
      is: "weights of SqueezeNet, optional; without them, Scenes' descriptor, which knows colours and simple shapes",
      has: given.cnn?.name,
      state: 'optional',
    },
  ];
  const make = () => {
    // The report on the files is out of date.
    intake.dismiss();
    setup.makeDataset();
  };
  return (
    <div class={filesOver.value ? 'drop over' : 'drop'}>
      <p>Drop a folder of photos with captions here, or</p>
      <div class="choose">
        <Chooser id="photos-folder" label="Choose a folder" folder take={intake.takePhotos} />
        <Chooser id="photos-files" label="Choose files" take={intake.takePhotos} />
      </div>
      <ul class="expected">
        {rows.map(({ is, has, state }) => (
          <li key={is} class={has ? 'there' : state}>
            {has && <code>{has}</code>}
            <span class="muted">{is}</span>
          </li>
        ))}
      </ul>
      <p>
        <button type="button" id="make-dataset" disabled={lackOfPhotos(given) !== undefined} onClick={make}>
          Make the data set
        </button>
      </p>
    </div>
  );
}

interface ChooserProps {
  readonly id: string;
  readonly label: string;
  readonly folder?: boolean;
  readonly take: (files: readonly File[]) => void;
}

function Chooser({ id, label, folder, take }: ChooserProps) {
  const choose = (input: HTMLInputElement) => {
    const files = [...(input.files ?? [])];
    // The same files may be chosen again after they were corrected.
    input.value = '';
    if (files.length > 0) take(files);
  };
  return (
    <label class="button">
      {label}
      <input
        id={id}
        class="hidden"
        type="file"
        multiple
        {...(folder && { webkitdirectory: true })}
        onChange={(event) => choose(event.currentTarget)}
      />
    </label>
  );
}

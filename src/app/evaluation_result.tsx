import { extremes } from '../client/extremes.ts';
import { duration } from '../client/format.ts';
import { metricsFile } from '../client/metrics_file.ts';
import { cocoResults } from '../evaluate/coco_results.ts';
import type { CaptionedPicture } from '../sources/data_source.ts';
import type { EvaluatedEvent, ScoredPicture } from '../worker/protocol.ts';
import { decodingInWords } from './decoding_state.ts';
import { download } from './download.ts';
import { MarkedCaption, Marks } from './marks.tsx';
import { Picture } from './picture.tsx';
import { References } from './picture_grid.tsx';
import { Diversity, ScoreTable } from './scores.tsx';

/** Number of best captions shown, and of worst. */
const SHOWN = 6;

interface Props {
  readonly result: EvaluatedEvent;
  /** Pictures whose pixels are available. */
  readonly shown: readonly CaptionedPicture[];
  readonly local: ReadonlyMap<string, File>;
  readonly onChoose: (picture: CaptionedPicture) => void;
}

/** Scores of a split, its best and worst captions, and both as files. */
export function EvaluationResult({ result, shown, local, onChoose }: Props) {
  const { split, decoding, seconds, freeRunning, pictures } = result;
  const { best, worst } = extremes(pictures, SHOWN);
  const save = (what: string, content: object) =>
    download(`captions_${split}_fourgate_${what}.json`, `${JSON.stringify(content, undefined, 1)}\n`);
  const rows = [{ ...result, key: split, name: split }];
  return (
    <div class="stack" id="evaluated">
      <p class="muted">
        {split}, {decodingInWords(decoding)}, in {duration(seconds)}
      </p>
      <ScoreTable id="evaluated-scores" first="split" rows={rows} />
      <Diversity scores={freeRunning} />
      <p class="downloads">
        <button type="button" id="save-results" onClick={() => save('results', cocoResults(result.pictures))}>
          Captions as JSON
        </button>
        <button type="button" id="save-metrics" onClick={() => save('metrics', metricsFile(result))}>
          Scores as JSON
        </button>
        <span class="muted">in the coco-caption results format; image_id is a picture’s place in its split</span>
      </p>
      <Row title="Best by CIDEr" id="best" {...{ pictures: best, shown, local, onChoose }} />
      <Row title="Worst by CIDEr" id="worst" {...{ pictures: worst, shown, local, onChoose }} />
    </div>
  );
}

interface RowProps extends Pick<Props, 'shown' | 'local' | 'onChoose'> {
  readonly title: string;
  readonly id: string;
  readonly pictures: readonly ScoredPicture[];
}

function Row({ title, id, pictures, shown, local, onChoose }: RowProps) {
  if (pictures.length === 0) return null;
  const withPixels = (picture: ScoredPicture) => {
    const known = shown.find(({ split, image }) => split === picture.split && image === picture.image);
    return picture.pixels ? picture : { ...known, ...picture };
  };
  return (
    <>
      <h3>{title}</h3>
      <ul class="grid" id={id}>
        {pictures.map(withPixels).map((picture) => (
          <li key={picture.image}>
            <button type="button" class="pick" title="Look closer" onClick={() => onChoose(picture)}>
              <Picture picture={picture} local={local} />
            </button>
            <Marks check={picture.check} />
            <div class="text">
              <p>
                <span class="who">network:</span> <MarkedCaption caption={picture.caption} check={picture.check} />{' '}
                <span class="muted">{picture.cider.toFixed(2)}</span>
              </p>
              <References first={picture.references[0] ?? ''} others={picture.references.slice(1)} />
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}

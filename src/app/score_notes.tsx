/** What the kinds of scores are, in one line each. `checked`: whether captions were compared with scenes. */
export function ScoreNotes({ checked = false }: { readonly checked?: boolean }) {
  return (
    <div class="notes muted">
      <p>
        <strong>Teacher-forced</strong>: the model reads the reference captions and is scored by the probability it
        gives each next word; lower is better.
      </p>
      <p>
        <strong>Free-running</strong>: it reads only its own words, so mistakes accumulate; its captions are compared
        with the references; higher is better.
      </p>
      {checked && (
        <p>
          <strong>Checked</strong>: each caption is parsed and compared with the scene that was drawn. It may name
          colour and shape of the main object correctly and still say something that is not there: another object,
          colour, size, place or background.
        </p>
      )}
      <p>
        BLEU, ROUGE-L and CIDEr are those of the coco-caption toolkit. Its METEOR and SPICE need Java and WordNet: they
        are not computed.
      </p>
    </div>
  );
}

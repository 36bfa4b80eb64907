import type { Intake } from './intake.ts';

/** What became of the files that were given last; files may be dropped anywhere, so it stays in view wherever that was. */
export function IntakeNotice({ intake }: { readonly intake: Intake }) {
  const { value: sentences } = intake.said;
  return (
    <div class="said" role="status" id="said">
      {sentences.length > 0 && (
        <div class="notice">
          <div>
            {sentences.map((sentence) => (
              <p key={sentence}>{sentence}</p>
            ))}
          </div>
          <button type="button" class="quiet" onClick={intake.dismiss}>
            Dismiss
          </button>
        </div>
      )}
    </div>
  );
}

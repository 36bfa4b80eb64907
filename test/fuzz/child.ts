import type { Block, Finding } from './campaign.ts';
import { Campaign } from './campaign.ts';
import { formats } from './formats.ts';
import type { Verdict } from './judge.ts';

/** What a child process tells the one that watches it. */
export type Told =
  /** An input begins: if nothing more is heard, it is this one's fault. */
  | { readonly type: 'begin'; readonly input: number; readonly how: string }
  | { readonly type: 'end'; readonly verdict: Exclude<Verdict, object>; readonly peak: number }
  | { readonly type: 'finding'; readonly finding: Finding; readonly peak: number }
  /** The block ends before `next`: early where files that are valid are no longer read, and then this process is spoilt. */
  | { readonly type: 'done'; readonly next: number };

const campaigns = new Map<string, Promise<Campaign>>();

function campaignOf(name: string): Promise<Campaign> {
  const format = formats.find((one) => one.name === name);
  if (!format) throw new Error(`no format ${name}`);
  const campaign = campaigns.get(name) ?? Campaign.open(format);
  campaigns.set(name, campaign);
  return campaign;
}

const tell = (told: Told) => process.send?.(told);
/** The most memory that this process ever held, in bytes. */
const peak = () => 1024 * process.resourceUsage().maxRSS;

process.on('message', async (block: Block) => {
  const campaign = await campaignOf(block.format);
  const next = await campaign.run(
    block,
    (input, how) => tell({ type: 'begin', input, how }),
    (verdict, input, how) => {
      if (typeof verdict === 'string') tell({ type: 'end', verdict, peak: peak() });
      else
        tell({ type: 'finding', finding: { format: block.format, input, how, what: verdict.finding }, peak: peak() });
    },
  );
  tell({ type: 'done', next });
});

// beam_step: the B best of every B hypotheses and their continuations.
//
// math     of row r = (value, done): if done, value; else for each k: (value + candidate_log_probs[r, k]) * scale, or
//          value * scale_before where no k is allowed.  Row b of a picture becomes the b-th best of all these: of equals
//          the earlier row, then the smaller k.  Its value is its score once it is done, which end_word makes it
// reads    candidates (R, B), each below V   candidate_log_probs (R, B), largest first; -1e30 is none
//          hypotheses (R, 2): value and done; a value of -1e30 is none
// writes   words (*), each below V   parents (*), each below R   log_probs (*)   next (R, 2)
// threads  R / B, one per picture

struct Dims {
  R: u32,
  B: u32,
  V: u32,
  out: u32,
  end_word: u32,
  scale: f32,
  scale_before: f32,
}
@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> candidates: array<u32>;
@group(0) @binding(2) var<storage, read> candidate_log_probs: array<f32>;
@group(0) @binding(3) var<storage, read> hypotheses: array<vec2f>;
@group(0) @binding(4) var<storage, read_write> words: array<u32>;
@group(0) @binding(5) var<storage, read_write> parents: array<u32>;
@group(0) @binding(6) var<storage, read_write> log_probs: array<f32>;
@group(0) @binding(7) var<storage, read_write> next: array<vec2f>;

override WORKGROUP: u32 = 64;
const FORBIDDEN = -1e30;
const MOST_HYPOTHESES = 10u;

${LINEAR_INDEX}
struct Candidate {
  score: f32,
  word: u32,
  log_prob: f32,
  next: vec2f,
}

// Something that says nothing more.
fn done(value: f32) -> Candidate {
  return Candidate(value, dims.end_word, FORBIDDEN, vec2f(value, 1.0));
}

// Continuation k of row r; its score is FORBIDDEN if there is none.
fn candidate(r: u32, k: u32) -> Candidate {
  let hypothesis = hypotheses[r];
  let value = hypothesis.x;
  let none = done(FORBIDDEN);
  if (value <= 0.5 * FORBIDDEN || k >= dims.B) {
    return none;
  }
  if (hypothesis.y == 1.0) {
    if (k == 0u) {
      return done(value);
    }
    return none;
  }
  let log_prob = candidate_log_probs[r * dims.B + k];
  if (log_prob <= 0.5 * FORBIDDEN) {
    if (k == 0u) {
      return done(value * dims.scale_before);
    }
    return none;
  }
  let word = candidates[r * dims.B + k];
  let score = (value + log_prob) * dims.scale;
  let ends = word == dims.end_word;
  return Candidate(score, word, log_prob, select(vec2f(value + log_prob, 0.0), vec2f(score, 1.0), ends));
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let first = linear_index(id, groups, WORKGROUP) * dims.B;
  if (first >= dims.R) {
    return;
  }
  // How many continuations of each row are taken: they come in order, so only the next of each row can be the best.
  var taken: array<u32, MOST_HYPOTHESES>;
  for (var b = 0u; b < dims.B; b++) {
    var best = done(FORBIDDEN);
    var parent = 0u;
    for (var other = 0u; other < dims.B; other++) {
      let one = candidate(first + other, taken[other]);
      if (one.score > best.score) {
        best = one;
        parent = other;
      }
    }
    taken[parent]++;
    words[dims.out + first + b] = best.word;
    parents[dims.out + first + b] = first + parent;
    log_probs[dims.out + first + b] = best.log_prob;
    next[first + b] = best.next;
  }
}

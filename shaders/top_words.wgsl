// top_words: the K columns with the largest values of each row, largest first; of equals the first.
//
// math     words[out + m, k] = the column v of the k-th largest x[m, v];  log_probs[out + m, k] = x[m, v] - total[m]
//          beyond the V-th: word 0 and -1e30
// reads    x (M, V)   total (M), optional: 0
// writes   words (*, K), each below V   log_probs (*, K), optional
// threads  one workgroup of WORKGROUP per row; a lane has the best of every WORKGROUP-th column, K times lane 0 compares
//          the lanes, and the one that was best looks for its next

struct Dims {
  M: u32,
  V: u32,
  K: u32,
  out: u32,
}
@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> x: array<f32>;
#if ${TOTAL}
@group(0) @binding(2) var<storage, read> total: array<f32>;
#endif
@group(0) @binding(3) var<storage, read_write> words: array<u32>;
#if ${LOG_PROBS}
@group(0) @binding(4) var<storage, read_write> log_probs: array<f32>;
#endif

override WORKGROUP: u32 = 64;

${LINEAR_INDEX}
struct Choice {
  value: f32,
  // V where there is none.
  column: u32,
}
var<workgroup> choices: array<Choice, WORKGROUP>;
var<workgroup> chosen: Choice;

// Whether a comes before b in the order of the words.
fn before(a: Choice, b: Choice) -> bool {
  return a.value > b.value || (a.value == b.value && a.column < b.column);
}

// The best of a lane's columns that comes after `last`.
fn best_after(last: Choice, m: u32, lane: u32) -> Choice {
  var best = Choice(-3.4e38, dims.V);
  for (var v = lane; v < dims.V; v += WORKGROUP) {
    let value = x[m * dims.V + v];
    if (value > best.value && before(last, Choice(value, v))) {
      best = Choice(value, v);
    }
  }
  return best;
}

fn store(m: u32, k: u32, choice: Choice) {
  let at = (dims.out + m) * dims.K + k;
  let there = choice.column < dims.V;
  words[at] = select(0u, choice.column, there);
#if ${LOG_PROBS}
#if ${TOTAL}
  log_probs[at] = select(-1e30, choice.value - total[m], there);
#else
  log_probs[at] = select(-1e30, choice.value, there);
#endif
#endif
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let m = linear_index(group, groups, 1u);
  if (m >= dims.M) {
    return;
  }
  var best = best_after(Choice(3.4e38, 0u), m, lane);
  for (var k = 0u; k < dims.K; k++) {
    choices[lane] = best;
    workgroupBarrier();
    if (lane == 0u) {
      var winner = best;
      for (var other = 1u; other < WORKGROUP; other++) {
        if (before(choices[other], winner)) {
          winner = choices[other];
        }
      }
      store(m, k, winner);
      chosen = winner;
    }
    let last = workgroupUniformLoad(&chosen);
    if (k + 1u < dims.K && best.column == last.column) {
      best = best_after(last, m, lane);
    }
  }
}

// top_words: the K columns with the greatest values of each row, greatest first; of equals the first.
//
// math     words[out + m, k] = the column v of the k-th greatest x[m, v];  log_probs[out + m, k] = x[m, v] - total[m]
//          beyond the V-th: word 0 and -1e30
// reads    x (M, V)   total (M), optional: 0
// writes   words (*, K), each below V   log_probs (*, K), optional
// threads  one workgroup of WORKGROUP per row; K times a lane looks at every WORKGROUP-th column for the greatest value
//          after the last one chosen, and lane 0 compares the lanes

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

fn better(a: Choice, b: Choice) -> bool {
  return a.column < dims.V
    && (b.column >= dims.V || a.value > b.value || (a.value == b.value && a.column < b.column));
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
  var last = Choice(0.0, dims.V);
  for (var k = 0u; k < dims.K; k++) {
    var best = Choice(0.0, dims.V);
    for (var v = lane; v < dims.V; v += WORKGROUP) {
      let candidate = Choice(x[m * dims.V + v], v);
      if ((k == 0u || better(last, candidate)) && better(candidate, best)) {
        best = candidate;
      }
    }
    choices[lane] = best;
    workgroupBarrier();
    if (lane == 0u) {
      for (var other = 1u; other < WORKGROUP; other++) {
        if (better(choices[other], best)) {
          best = choices[other];
        }
      }
      store(m, k, best);
      chosen = best;
    }
    // Once the row is used up this is none, and nothing comes after it.
    last = workgroupUniformLoad(&chosen);
  }
}

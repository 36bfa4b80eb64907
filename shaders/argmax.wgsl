// argmax: the column of the maximum of each row; of equals the first.
//
// math     index[out + m] = min { v : x[m, v] = max x[m, :] }
//          magnitude[m] = max(magnitude[m], max |x[m, :]|), what is not finite being greater than all numbers
// reads    x (*, V)
// writes   index (*), each below V
// updates  magnitude (M), optional, from 0 up
// threads  one workgroup of WORKGROUP per row; a thread takes every WORKGROUP-th column, one compares what was found

struct Dims {
  M: u32,
  V: u32,
  out: u32,
}
@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> index: array<u32>;
#if ${MAGNITUDE}
@group(0) @binding(3) var<storage, read_write> magnitude: array<f32>;
#endif

override WORKGROUP: u32 = 64;

${LINEAR_INDEX}
${FINITE}
${REDUCE}
var<workgroup> values: array<f32, WORKGROUP>;
var<workgroup> columns: array<u32, WORKGROUP>;
#if ${MAGNITUDE}
var<workgroup> magnitudes: array<u32, WORKGROUP>;
#endif

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
#if ${SUBGROUPS}
  @builtin(subgroup_invocation_id) lane: u32,
  @builtin(subgroup_size) lanes: u32,
#endif
) {
#if ${SUBGROUPS}
  let place = place_of(thread, lane, lanes);
#else
  let place = place_of(thread);
#endif
  let m = linear_index(group, groups, 1u);
  if (m >= dims.M) {
    return;
  }
  // Every thread starts from column 0, so one without columns of its own has a valid answer too.
  var best = x[m * dims.V];
  var column = 0u;
  var bits = 0u;
  for (var v = thread; v < dims.V; v += WORKGROUP) {
    let value = x[m * dims.V + v];
    bits = max(bits, magnitude_bits(value));
    if (value > best) {
      best = value;
      column = v;
    }
  }
#if ${SUBGROUPS}
  bits = subgroupMax(bits);
  let greatest = subgroupMax(best);
  column = subgroupMin(select(dims.V - 1u, column, best == greatest));
  best = greatest;
#endif
  if (place.speaks) {
    values[place.part] = best;
    columns[place.part] = column;
#if ${MAGNITUDE}
    magnitudes[place.part] = bits;
#endif
  }
  workgroupBarrier();
  if (!place.speaks || place.part != 0u) {
    return;
  }
  for (var other = 1u; other < place.parts; other++) {
    let value = values[other];
#if ${MAGNITUDE}
    bits = max(bits, magnitudes[other]);
#endif
    if (value > best || (value == best && columns[other] < column)) {
      best = value;
      column = columns[other];
    }
  }
  index[dims.out + m] = column;
#if ${MAGNITUDE}
  magnitude[m] = bitcast<f32>(max(bits, magnitude_bits(magnitude[m])));
#endif
}

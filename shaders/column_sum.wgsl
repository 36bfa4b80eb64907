// column_sum: sum over rows, such as a bias gradient; with N = 1 a plain sum.
//
// math     sum[n] = sum over m of x[first + m, n]  (+ sum[n] with ACCUMULATE)
// reads    x (*, N)
// updates  sum (N)
// threads  workgroups of COLUMNS * SLICES: slice s of a column takes rows s, s + SLICES, ...; slice 0 adds the slices up;
//          a column is a vec4 of columns where N is known to be a multiple of four

${VALUES}
struct Dims {
  M: u32,
  N: u32,
  first: u32,
}
@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> x: array<Values>;
@group(0) @binding(2) var<storage, read_write> sum: array<Values>;

override COLUMNS: u32 = 16;
override SLICES: u32 = 16;

${LINEAR_INDEX}
var<workgroup> partial: array<Values, COLUMNS * SLICES>;

@compute @workgroup_size(COLUMNS, SLICES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  let columns = dims.N / WIDTH;
  let n = linear_index(group, groups, 1u) * COLUMNS + local.x;
  let slice = local.y;
  var total = Values();
  if (n < columns) {
    for (var m = slice; m < dims.M; m += SLICES) {
      total += x[(dims.first + m) * columns + n];
    }
  }
  partial[slice * COLUMNS + local.x] = total;
  workgroupBarrier();
  if (slice != 0u || n >= columns) {
    return;
  }
  for (var s = 1u; s < SLICES; s++) {
    total += partial[s * COLUMNS + local.x];
  }
#if ${ACCUMULATE}
  sum[n] += total;
#else
  sum[n] = total;
#endif
}

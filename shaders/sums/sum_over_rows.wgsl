// Sums over rows, column by column. Workgroups of COLUMNS * SLICES: slice s of a column takes rows s, s + SLICES, ...; slice
// 0 adds the slices up and stores the sum. A column is a vec4 of columns with VEC4. The shader supplies
//
//   rows_and_columns()     how many there are, columns as Values
//   value_at(row, column)  what is summed up
//   put_sum(column, sum)   what becomes of it

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
  let size = rows_and_columns();
  let column = linear_index(group, groups, 1u) * COLUMNS + local.x;
  let slice = local.y;
  var total = Values();
  if (column < size.y) {
    for (var row = slice; row < size.x; row += SLICES) {
      total += value_at(row, column);
    }
  }
  partial[slice * COLUMNS + local.x] = total;
  workgroupBarrier();
  if (slice != 0u || column >= size.y) {
    return;
  }
  for (var s = 1u; s < SLICES; s++) {
    total += partial[s * COLUMNS + local.x];
  }
  put_sum(column, total);
}

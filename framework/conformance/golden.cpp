#include "conformance/golden.hpp"

#include <fmt/format.h>

#include "base/files.hpp"
#include "base/json.hpp"
#include "cells/seeded_weights.hpp"
#include "conformance/case.hpp"
#include "conformance/dump.hpp"
#include "measure/parity/calibration.hpp"

namespace gatewise {
namespace {

/// Writes one shape's tensors and answers with its entry of golden.json.
Json write_shape(const Family& family, const Shape& shape, const std::filesystem::path& folder) {
  const std::vector<std::vector<float>> weights = seeded_cell_weights(family, shape.input, shape.hidden, 7);
  OracleBatch batch{{}, case_steps, {24, 7, 0}};
  for (const float value : random_values(case_steps * batch.lanes() * shape.input, 3))
    batch.x.push_back(static_cast<double>(value));
  const OracleCell oracle(family, shape.input, shape.hidden, weights);
  const std::vector<double> y = run_oracle(oracle, batch);
  std::vector<DumpedTensor> tensors{{"x", {case_steps, batch.lanes(), shape.input}, batch.x},
                                    {"lengths", {batch.lanes()}, {batch.lengths.begin(), batch.lengths.end()}},
                                    {"y", {case_steps, batch.lanes(), shape.hidden}, y, false}};
  std::size_t index = 0;
  for (const Parameter& parameter : cell_parameters(family, shape.input, shape.hidden)) {
    const std::vector<float>& values = weights[index++];
    tensors.push_back({parameter.name, parameter.shape, {values.begin(), values.end()}});
  }
  const std::string name = fmt::format("i{}h{}", shape.input, shape.hidden);
  dump_tensors(folder / name, tensors);
  Json entry{{"folder", name}, {"input", shape.input}, {"hidden", shape.hidden}, {"allowed", Json::object()}};
  const CalibrationRanges ranges = ranges_of(batch.x, y, static_cast<std::uint32_t>(batch.lanes()));
  for (const char* precision : {"f32", "bf16", "int8"}) {
    const CellRequest request{family.id, precision, "", shape.input, shape.hidden, 1};
    const Difference allowed = allowed_difference(oracle, batch, y, request, ranges, 1);
    entry["allowed"][precision] = {{"max_abs", allowed.max_abs}, {"nmse", allowed.nmse}};
  }
  return entry;
}

}  // namespace

void write_golden(const std::string& name, const std::filesystem::path& folder) {
  const Family& family = find_family(name);
  Json index{{"schema", "gatewise.golden/1"},
             {"family", family.id},
             {"gates", family.gates},
             {"layout", "row-major; x [T,N,I], lengths [N], y [T,N,H]; y is 0 behind a lane's length"},
             {"steps", case_steps},
             {"shapes", Json::array()}};
  for (const Shape& shape : conformance_shapes()) index["shapes"].push_back(write_shape(family, shape, folder));
  write_file_atomically(folder / "golden.json", index.dump(2) + "\n");
}

}  // namespace gatewise

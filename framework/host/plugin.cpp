#include "host/plugin.hpp"

#include <fmt/format.h>
#include <gatewise/abi.h>

#include <algorithm>
#include <utility>

#include "cells/family.hpp"
#include "host/adopt.hpp"
#include "host/entry.hpp"
#include "host/message.hpp"

namespace gatewise {
namespace {

/// More than any machine has for one lane or call, and little enough that lanes times bytes does not overflow.
constexpr std::uint64_t most_bytes = std::uint64_t{1} << 40;

gw_spec spec_of(const CellRequest& request) {
  return {sizeof(gw_spec), 0, request.family.c_str(), request.precision.c_str(), request.input, request.hidden};
}

gw_exec exec_of(const CellRequest& request) { return {sizeof(gw_exec), request.threads}; }

/// The weights as the ABI wants them; borrows names and values.
struct WeightTable {
  std::vector<gw_tensor> tensors;
  std::vector<const gw_tensor*> pointers;

  explicit WeightTable(const std::vector<NamedTensor>& named) {
    for (const NamedTensor& one : named) {
      gw_tensor tensor{sizeof(gw_tensor), static_cast<std::uint32_t>(one.shape.size()), one.name.c_str(), one.data, {}};
      std::copy(one.shape.begin(), one.shape.end(), tensor.shape);
      tensors.push_back(tensor);
    }
    for (const gw_tensor& tensor : tensors) pointers.push_back(&tensor);
  }

  gw_weights weights() const {
    return {sizeof(gw_weights), static_cast<std::uint32_t>(pointers.size()), pointers.data()};
  }
};

}  // namespace

PreparedCell::PreparedCell(const gw_cell_type* type, gw_cell* cell, CellRequest request)
    : type_(type), cell_(cell), request_(std::move(request)) {}

PreparedCell::PreparedCell(PreparedCell&& other) noexcept
    : type_(other.type_), cell_(std::exchange(other.cell_, nullptr)), request_(std::move(other.request_)) {}

PreparedCell& PreparedCell::operator=(PreparedCell&& other) noexcept {
  std::swap(type_, other.type_);
  std::swap(cell_, other.cell_);
  std::swap(request_, other.request_);
  return *this;
}

PreparedCell::~PreparedCell() {
  if (cell_ != nullptr) type_->release(cell_);
}

CellNeeds PreparedCell::needs(std::int64_t steps, std::int64_t lanes) {
  gw_needs needs{};
  needs.struct_size = sizeof(needs);
  Message message;
  check("needs", type_->needs(cell_, steps, lanes, &needs, message.text.data(), message.text.size()), message);
  if (needs.state_bytes == 0) throw PluginFailure("needs", GW_INTERNAL, "announces a state of 0 bytes; the least is 1");
  if (std::max(needs.state_bytes, needs.scratch_bytes) > most_bytes) {
    throw PluginFailure("needs", GW_INTERNAL,
                        fmt::format("announces a state of {} bytes and a scratch of {}; the most is 2^40 each",
                                    needs.state_bytes, needs.scratch_bytes));
  }
  return {needs.state_bytes, needs.scratch_bytes};
}

void PreparedCell::reset(std::byte* state, const std::int32_t* lanes, std::int64_t count) const {
  Message message;
  check("reset", type_->reset(cell_, state, lanes, count, message.text.data(), message.text.size()), message);
}

void PreparedCell::run(std::int64_t steps, std::int64_t lanes, const float* x, float* y, const std::int32_t* lengths,
                       std::byte* state, std::byte* scratch) const {
  const gw_run run{sizeof(gw_run), 0, steps, lanes, x, y, lengths, state, scratch};
  Message message;
  const std::int32_t code = type_->run(cell_, &run, message.text.data(), message.text.size());
  if (code != GW_OK) check("run", code, message);
}

CellDescription PreparedCell::describe() const {
  gw_description said{};
  said.struct_size = sizeof(said);
  Message message;
  check("describe", type_->describe(cell_, &said, message.text.data(), message.text.size()), message);
  const auto text = [](const char* value) { return std::string(value == nullptr ? "" : value); };
  const auto flag = [&](std::uint64_t bit) { return (said.flags & bit) != 0; };
  return {text(said.implementation),
          text(said.precision),
          text(said.isa),
          said.threads,
          said.weights_bytes,
          said.touched_bytes,
          flag(GW_CELL_ALLOCATES),
          flag(GW_CELL_LOCKS),
          flag(GW_CELL_STARTS_THREADS),
          flag(GW_CELL_LENGTHS),
          flag(GW_CELL_COST_FROM_WEIGHTS),
          flag(GW_CELL_COST_FROM_DATA),
          flag(GW_CELL_APPROXIMATE),
          flag(GW_CELL_DOES_NOTHING)};
}

Plugin Plugin::load(const std::filesystem::path& file) {
  const gw_plugin* plugin = load_entry(file);
  PluginDescriptor descriptor = describe_entry(file, *plugin);
  for (const Family& family : descriptor.families) add_family(family);
  return {std::move(descriptor), plugin};
}

const gw_cell_type* Plugin::choose(const CellRequest& request, std::string& reasons) const {
  const gw_spec spec = spec_of(request);
  const gw_exec exec = exec_of(request);
  const gw_plugin plugin = adopt(plugin_);
  bool listed = false;
  for (std::uint32_t i = 0; i < plugin.cell_count; ++i) {
    const gw_cell_type cell = adopt(plugin.cells[i]);
    if (cell.family != request.family || cell.precision != request.precision) continue;
    if (!request.implementation.empty() && cell.name != request.implementation) continue;
    listed = true;
    Message message;
    if (cell.supports(&spec, &exec, message.text.data(), message.text.size()) == GW_OK) return plugin.cells[i];
    reasons += (reasons.empty() ? "" : "; ") + fmt::format("{}: {}", cell.name, message.str());
  }
  if (!listed) {
    reasons = fmt::format("plugin '{}' lists no cell {}/{}{}", descriptor_.id, request.family, request.precision,
                          request.implementation.empty() ? "" : " named " + request.implementation);
  }
  return nullptr;
}

std::string Plugin::why_unsupported(const CellRequest& request) const {
  std::string reasons;
  return choose(request, reasons) != nullptr ? "" : reasons;
}

const gw_cell_type* Plugin::cell_type(const CellRequest& request) const {
  std::string reasons;
  const gw_cell_type* type = choose(request, reasons);
  if (type == nullptr) throw UnsupportedCell("supports", GW_UNSUPPORTED, reasons);
  return type;
}

std::vector<NamedTensor> named_tensors(const CellRequest& request, const std::vector<std::vector<float>>& values) {
  std::vector<NamedTensor> tensors;
  for (Parameter& parameter : cell_parameters(find_family(request.family), request.input, request.hidden)) {
    const float* data = values.at(tensors.size()).data();
    tensors.push_back({std::move(parameter.name), std::move(parameter.shape), data});
  }
  return tensors;
}

PreparedCell Plugin::prepare(const CellRequest& request, const std::vector<std::vector<float>>& weights,
                             const std::optional<CalibrationRanges>& ranges) const {
  return prepare(request, named_tensors(request, weights), ranges);
}

PreparedCell Plugin::prepare(const CellRequest& request, const std::vector<NamedTensor>& tensors,
                             const std::optional<CalibrationRanges>& ranges) const {
  const gw_cell_type* type = cell_type(request);
  const gw_spec spec = spec_of(request);
  const gw_exec exec = exec_of(request);
  const WeightTable table(tensors);
  const gw_weights list = table.weights();
  gw_quant quant{};
  if (ranges) quant = {sizeof(gw_quant), ranges->sequences, ranges->x_min, ranges->x_max, ranges->h_min, ranges->h_max};
  gw_cell* cell = nullptr;
  Message message;
  check("prepare",
        type->prepare(&spec, &exec, &list, ranges ? &quant : nullptr, &cell, message.text.data(), message.text.size()),
        message);
  if (cell == nullptr) throw PluginFailure("prepare", GW_INTERNAL, "prepare answered OK and gave no cell");
  return {type, cell, request};
}

}  // namespace gatewise

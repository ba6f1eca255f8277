#ifndef GATEWISE_HOST_PLUGIN_HPP
#define GATEWISE_HOST_PLUGIN_HPP

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/aligned_buffer.hpp"
#include "host/failure.hpp"
#include "host/plugin_file.hpp"

struct gw_plugin;
struct gw_cell_type;
struct gw_cell;

namespace gatewise {

/// One layer in one direction, as it is asked for.
struct CellRequest {
  std::string family;
  std::string precision;
  std::string implementation;  ///< a cell's name; empty: the first that supports the rest
  std::int64_t input = 1;
  std::int64_t hidden = 1;
  std::uint32_t threads = 1;
};

/// A weight tensor by name, not owned (gw_tensor).
struct NamedTensor {
  std::string name;
  std::vector<std::int64_t> shape;
  const float* data = nullptr;
};

/// The cell's tensors with these values, in the order of cell_parameters(); borrows the values.
std::vector<NamedTensor> named_tensors(const CellRequest& request, const std::vector<std::vector<float>>& values);

/// Ranges that calibration saw (gw_quant).
struct CalibrationRanges {
  std::uint32_t sequences = 0;
  float x_min = 0, x_max = 0, h_min = 0, h_max = 0;
};

/// The truth about a prepared cell (gw_description).
struct CellDescription {
  std::string implementation;
  std::string precision;
  std::string isa;
  std::uint32_t threads = 1;
  std::uint64_t weights_bytes = 0;
  std::uint64_t touched_bytes = 0;
  bool allocates = false, locks = false, starts_threads = false, lengths = false;
  bool cost_from_weights = false, cost_from_data = false, approximate = false, does_nothing = false;
};

/// Bytes for an announced (T, N).
struct CellNeeds {
  std::uint64_t state_bytes = 0;  ///< of one lane
  std::uint64_t scratch_bytes = 0;
};

/// A cell ready to run. Functions throw PluginFailure. Thread rules are the ABI's.
class PreparedCell {
 public:
  PreparedCell(const gw_cell_type* type, gw_cell* cell, CellRequest request);
  PreparedCell(PreparedCell&& other) noexcept;
  PreparedCell& operator=(PreparedCell&& other) noexcept;
  ~PreparedCell();

  CellNeeds needs(std::int64_t steps, std::int64_t lanes);
  void reset(std::byte* state, const std::int32_t* lanes, std::int64_t count) const;
  /// x [T,N,I], y [T,N,H], lengths [N] or nullptr, as in gw_run. Lengths need a cell that has them: see
  /// run_with_lengths.
  void run(std::int64_t steps, std::int64_t lanes, const float* x, float* y, const std::int32_t* lengths,
           std::byte* state, std::byte* scratch) const;
  CellDescription describe() const;
  const CellRequest& request() const { return request_; }
  /// For the conformance kit, which calls the table itself.
  gw_cell* raw() const { return cell_; }

 private:
  const gw_cell_type* type_;
  gw_cell* cell_;
  CellRequest request_;
};

/// A plugin loaded into this process. Never unloaded.
class Plugin {
 public:
  /// Also makes the families that it brings known to this process, with their equations. Throws InputError. The file
  /// should have been examined before.
  static Plugin load(const std::filesystem::path& file);

  const PluginDescriptor& descriptor() const { return descriptor_; }

  /// Weights in the order of cell_parameters(). Throws UnsupportedCell with the reasons of all that were asked, or
  /// PluginFailure.
  PreparedCell prepare(const CellRequest& request, const std::vector<std::vector<float>>& weights,
                       const std::optional<CalibrationRanges>& ranges) const;

  /// The same with tensors as they stand there, right or wrong.
  PreparedCell prepare(const CellRequest& request, const std::vector<NamedTensor>& tensors,
                       const std::optional<CalibrationRanges>& ranges) const;

  /// The table of the cell that takes the request. Throws UnsupportedCell.
  const gw_cell_type* cell_type(const CellRequest& request) const;

  /// Why no cell of this plugin takes the request; empty where one does.
  std::string why_unsupported(const CellRequest& request) const;

 private:
  Plugin(PluginDescriptor descriptor, const gw_plugin* plugin) : descriptor_(std::move(descriptor)), plugin_(plugin) {}
  const gw_cell_type* choose(const CellRequest& request, std::string& reasons) const;

  PluginDescriptor descriptor_;
  const gw_plugin* plugin_;
};

}  // namespace gatewise

#endif

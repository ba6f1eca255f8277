#include "measure/scenarios/streaming/chains.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "base/json.hpp"
#include "base/json_fields.hpp"

namespace gatewise {
namespace {

std::int64_t calls_of(std::int64_t steps, std::int64_t chunk) { return (steps + chunk - 1) / chunk; }

}  // namespace

double Chains::median_ns() const {
  if (ns.empty()) return 0;
  std::vector<double> sorted = ns;
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>((sorted.size() - 1) / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  if (sorted.size() % 2 == 1) return *middle;
  return (*middle + *std::min_element(middle + 1, sorted.end())) / 2;
}

double Chains::mean_ns() const {
  return ns.empty() ? 0 : std::accumulate(ns.begin(), ns.end(), 0.0) / static_cast<double>(ns.size());
}

void to_json(Json& json, const Chains& chains) {
  json = {{"calls", chains.calls}, {"ps", Json::array()}};
  for (const double ns : chains.ns) json["ps"].push_back(std::llround(1000 * ns));
}

void from_json(const Json& json, Chains& chains) {
  chains = {count_at(json, "calls"), numbers_at(json, "ps")};
  for (double& ns : chains.ns) {
    if (ns < 0) throw std::runtime_error("a chain of steps took less than no time");
    ns /= 1000;
  }
}

double midmean(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const auto quarter = static_cast<std::ptrdiff_t>(values.size() / 4);
  const double sum = std::accumulate(values.begin() + quarter, values.end() - quarter, 0.0);
  return sum / static_cast<double>(static_cast<std::ptrdiff_t>(values.size()) - 2 * quarter);
}

std::vector<ChainPlan> cut_into_chains(const std::vector<std::int64_t>& lengths, const std::vector<std::size_t>& block,
                                       std::int64_t chunk, std::int64_t calls) {
  std::vector<ChainPlan> chains;
  ChainPlan open;
  const auto take = [&](std::size_t sequence) {
    for (std::int64_t t = 0; t < lengths[sequence];) {
      const std::int64_t end = std::min(lengths[sequence], t + (calls - open.calls) * chunk);
      open.pieces.push_back({sequence, t, end});
      open.calls += calls_of(end - t, chunk);
      t = end;
      if (open.calls < calls) continue;
      chains.push_back(std::move(open));
      open = {};
    }
  };
  do {
    for (const std::size_t sequence : block) take(sequence);
  } while (chains.empty() && open.calls > 0);
  if (open.calls > 0) {
    ChainPlan& last = chains.back();
    last.pieces.insert(last.pieces.end(), open.pieces.begin(), open.pieces.end());
    last.calls += open.calls;
  }
  return chains;
}

ChainPlan first_calls(const ChainPlan& chain, std::int64_t chunk, std::int64_t calls) {
  ChainPlan first;
  for (ChainPiece piece : chain.pieces) {
    if (first.calls >= calls) break;
    piece.end = std::min(piece.end, piece.begin + (calls - first.calls) * chunk);
    first.calls += calls_of(piece.end - piece.begin, chunk);
    first.pieces.push_back(piece);
  }
  return first;
}

std::int64_t repeats_for(double stretch_ns, const ClockError& clock) {
  constexpr std::int64_t most = 1 << 16;
  std::int64_t repeats = 1;
  while (repeats < most && stretch_ns * static_cast<double>(repeats) < clock.least_stretch_ns()) repeats *= 2;
  return repeats;
}

}  // namespace gatewise

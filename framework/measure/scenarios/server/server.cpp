#include "measure/scenarios/server/server.hpp"

#include <algorithm>
#include <cmath>

#include "base/json.hpp"
#include "data/dataset.hpp"
#include "measure/machine/clock.hpp"

namespace gatewise {

bool ServerBlock::keeps(double budget_ns) const { return !overloaded && latency.quantile(0.99) <= budget_ns; }

Server::Server(SequenceModel& model, const Sequences& sequences, const ServerTerms& terms)
    : model_(model), sequences_(sequences), terms_(terms) {
  for (std::int64_t lanes = 1; lanes <= terms.most_lanes; ++lanes) model.announce(1, lanes);
  lanes_.reserve(static_cast<std::size_t>(terms.most_lanes));
}

std::int64_t Server::most_streams() const {
  constexpr std::int64_t bookkeeping = sizeof(StreamSource) + sizeof(std::int64_t);
  return std::max<std::int64_t>(1,
                                terms_.memory_bytes / (static_cast<std::int64_t>(model_.stream_bytes()) + bookkeeping));
}

std::span<const std::byte> Server::state_of(std::size_t stream) const {
  const std::size_t bytes = model_.stream_bytes();
  return std::span(states_).subspan(stream * bytes, bytes);
}

void Server::make_streams(std::size_t count) {
  const std::size_t bytes = model_.stream_bytes();
  states_.assign(count * bytes, std::byte{0});
  called_.assign(count, -1);
  sources_.clear();
  for (std::size_t i = 0; i < count; ++i) {
    sources_.emplace_back(sequences_, i % sequences_.size());
    // Streams did not begin together: each is somewhere in its sequence.
    for (std::size_t skip = i % static_cast<std::size_t>(sequences_[i % sequences_.size()].length); skip > 0; --skip)
      sources_.back().next();
    model_.begin_stream(states_.data() + i * bytes);
  }
}

std::vector<Server::Arrival> Server::draw_arrivals(std::int64_t streams, const Stretch& stretch,
                                                   std::uint64_t seed) const {
  Random random(seed, "server arrivals");
  const double mean_gap = terms_.period_ns / static_cast<double>(streams);
  std::vector<Arrival> arrivals;
  double at = 0;
  while (at < stretch.least_ns ||
         (static_cast<std::int64_t>(arrivals.size()) < stretch.steps && at < stretch.most_ns)) {
    at += -std::log(1 - random.uniform()) * mean_gap;
    arrivals.push_back({static_cast<std::int64_t>(at), random.below(static_cast<std::uint64_t>(streams))});
  }
  return arrivals;
}

/// Fills lanes_ with what has arrived; returns how many.
std::size_t Server::gather(const std::vector<Arrival>& arrivals, std::size_t first, std::int64_t now) {
  lanes_.clear();
  ++call_;
  const std::size_t bytes = model_.stream_bytes();
  for (std::size_t i = first; i < arrivals.size() && arrivals[i].at_ns <= now; ++i) {
    if (lanes_.size() == static_cast<std::size_t>(terms_.most_lanes)) break;
    const std::size_t stream = arrivals[i].stream;
    if (called_[stream] == call_) break;  // its step before comes first
    called_[stream] = call_;
    const StreamSource::Step step = sources_[stream].next();
    std::byte* state = states_.data() + stream * bytes;
    if (step.begins) model_.begin_stream(state);
    lanes_.push_back({state, step.sequence, step.t});
  }
  return lanes_.size();
}

ServerBlock Server::play(std::int64_t streams, const Stretch& stretch, std::uint64_t seed) {
  constexpr double hopeless = 20;  // times the budget: more waiting shows nothing more
  make_streams(static_cast<std::size_t>(streams));
  std::vector<Arrival> arrivals = draw_arrivals(streams, stretch, seed);
  ServerBlock block;
  block.streams = streams;
  const std::int64_t begin = now_ns();
  for (Arrival& arrival : arrivals) arrival.at_ns += begin;
  for (std::size_t done = 0; done < arrivals.size();) {
    std::int64_t now = now_ns();
    while (now < arrivals[done].at_ns) now = now_ns();
    if (static_cast<double>(now - arrivals[done].at_ns) > hopeless * terms_.budget_ns) {
      block.overloaded = true;
      // Each has waited so long at least; without them the slowest steps would be those that are missing.
      for (; done < arrivals.size() && arrivals[done].at_ns <= now; ++done)
        block.latency.add(now - arrivals[done].at_ns);
      break;
    }
    const std::size_t count = gather(arrivals, done, now);
    model_.step_streams(lanes_);
    now = now_ns();
    for (std::size_t i = 0; i < count; ++i) block.latency.add(now - arrivals[done + i].at_ns);
    done += count;
    ++block.calls;
  }
  block.ns = now_ns() - begin;
  return block;
}

std::int64_t search_streams(std::int64_t guess, std::int64_t most, const std::function<bool(std::int64_t)>& keeps) {
  std::int64_t good = 0;
  std::int64_t bad = most + 1;
  std::int64_t next = std::clamp<std::int64_t>(guess, 1, most);
  while (bad - good > 1 && (good == 0 || bad > most || bad - good > good / 10)) {
    (keeps(next) ? good : bad) = next;
    if (bad > most) {
      if (good >= most) break;
      next = std::min(most, 2 * good);
    } else {
      next = good == 0 ? std::max<std::int64_t>(1, bad / 2) : good + (bad - good) / 2;
    }
  }
  return good;
}

void to_json(Json& json, const ServerTerms& terms) {
  json = {{"period_ns", terms.period_ns},
          {"budget_ns", terms.budget_ns},
          {"most_lanes", terms.most_lanes},
          {"memory_bytes", terms.memory_bytes}};
}

void from_json(const Json& json, ServerTerms& terms) {
  terms = {json.at("period_ns"), json.at("budget_ns"), json.at("most_lanes"), json.at("memory_bytes")};
}

}  // namespace gatewise

#include "measure/scenarios/streaming/streaming.hpp"

#include <algorithm>
#include <numeric>

#include "base/json.hpp"
#include "base/json_fields.hpp"
#include "base/random.hpp"
#include "data/dataset.hpp"
#include "measure/machine/clock.hpp"
#include "measure/machine/memory.hpp"

namespace gatewise {
namespace {

void play(SequenceModel& model, const Sequence& sequence, std::int64_t steps) {
  model.begin();
  for (std::int64_t t = 0; t < steps; ++t) {
    model.load(sequence, t);
    model.run_cells();
    model.project();
  }
}

/// Plays chains in all the ways that are timed.
class ChainPlayer {
 public:
  ChainPlayer(SequenceModel& model, const Sequences& sequences, const StreamingTerms& terms, const ChainTerms& chains,
              const ClockError& clock)
      : model_(model), sequences_(sequences), chunk_(terms.chunk), chains_(chains), empty_ns_(clock.empty_ns) {}

  void reserve(const std::vector<ChainPlan>& plans) {
    std::int64_t most = 0;
    std::size_t all = 0;
    for (const ChainPlan& plan : plans) {
      most = std::max(most, plan.calls);
      all += static_cast<std::size_t>(plan.calls);
    }
    singles_.reserve(all);
    for (std::vector<double>* list : {&steps_, &cells_, &embeddings_, &heads_}) list->reserve(plans.size());
    if (chunk_ == 1) model_.reserve_rows(most);
  }

  /// Singly, as a whole, and in parts, which chunks have none of.
  std::size_t ways() const { return chunk_ == 1 ? 3 : 2; }

  void play(const ChainPlan& chain, std::size_t way) {
    if (way == 0) play_singly(chain);
    if (way == 1) steps_.push_back(time(chain.calls, [&] { play_whole(chain); }));
    if (way == 2) time_parts(chain);
  }

  /// Whether each way has a time.
  bool has_all() const { return !singles_.empty() && !steps_.empty() && (chunk_ > 1 || !cells_.empty()); }

  StreamingBlock result() const {
    StreamingBlock block;
    for (const std::int64_t ns : singles_) block.step.add(ns);
    block.step_chains = {chains_.calls, steps_};
    block.cell_chains = {chains_.calls, cells_};
    if (chunk_ == 1) block.parts = {midmean(steps_), midmean(embeddings_), midmean(cells_), midmean(heads_)};
    return block;
  }

 private:
  template <class Call>
  void for_each_call(const ChainPlan& chain, Call call) {
    for (const ChainPiece& piece : chain.pieces) {
      const Sequence& sequence = sequences_[piece.sequence];
      if (piece.begin == 0) model_.begin();
      for (std::int64_t t = piece.begin; t < piece.end; t += chunk_) call(sequence, t);
    }
  }

  void answer(const Sequence& sequence, std::int64_t t) {
    if (chunk_ == 1) {
      model_.load(sequence, t);
      model_.run_cells();
      model_.project();
    } else {
      model_.run_chunk(sequence, t, std::min(chunk_, sequence.length - t));
    }
  }

  /// A call's latency is that of all its steps: the first one of them has waited so long, and no longer.
  void play_singly(const ChainPlan& chain) {
    for_each_call(chain, [&](const Sequence& sequence, std::int64_t t) {
      const std::int64_t begin = now_ns();
      answer(sequence, t);
      singles_.push_back(now_ns() - begin);
    });
  }

  void play_whole(const ChainPlan& chain) {
    for_each_call(chain, [&](const Sequence& sequence, std::int64_t t) { answer(sequence, t); });
  }

  /// Per call, without what the clock takes.
  template <class Work>
  double time(std::int64_t calls, Work work) const {
    const std::int64_t begin = fenced_now_ns();
    work();
    const std::int64_t end = fenced_now_ns();
    return std::max(0.0, static_cast<double>(end - begin) - empty_ns_) / static_cast<double>(calls);
  }

  void stage(const ChainPlan& chain) {
    std::int64_t row = 0;
    for (const ChainPiece& piece : chain.pieces)
      for (std::int64_t t = piece.begin; t < piece.end; ++t) model_.stage(row++, sequences_[piece.sequence], t);
    if (chain.pieces.front().begin == 0) model_.begin();
  }

  void time_parts(const ChainPlan& chain) {
    stage(chain);
    const std::int64_t calls = chain.calls;
    cells_.push_back(time(calls * chains_.cell_repeats, [&] {
      for (std::int64_t r = 0; r < chains_.cell_repeats; ++r)
        for (std::int64_t i = 0; i < calls; ++i) model_.run_staged(i);
    }));
    heads_.push_back(time(calls * chains_.head_repeats, [&] {
      for (std::int64_t i = 0; i < calls * chains_.head_repeats; ++i) model_.project();
    }));
    embeddings_.push_back(time(calls * chains_.embedding_repeats, [&] {
      for (std::int64_t r = 0; r < chains_.embedding_repeats; ++r)
        for (const ChainPiece& piece : chain.pieces)
          for (std::int64_t t = piece.begin; t < piece.end; ++t) model_.load(sequences_[piece.sequence], t);
    }));
  }

  SequenceModel& model_;
  const Sequences& sequences_;
  std::int64_t chunk_;
  const ChainTerms& chains_;
  double empty_ns_;
  std::vector<std::int64_t> singles_;
  std::vector<double> steps_, cells_, embeddings_, heads_;
};

/// The least that `calls` calls took in some tries, each call's mean.
template <class Call>
double least_call_ns(std::int64_t calls, const ClockError& clock, Call call) {
  constexpr int tries = 5;
  double least = 1e18;
  for (int i = 0; i < tries; ++i) {
    const std::int64_t begin = fenced_now_ns();
    for (std::int64_t t = 0; t < calls; ++t) call(t);
    const double ns = std::max(1.0, static_cast<double>(fenced_now_ns() - begin) - clock.empty_ns);
    least = std::min(least, ns / static_cast<double>(calls));
    if (least > 1e6) break;  // nothing that a clock could disturb
  }
  return least;
}

}  // namespace

void to_json(Json& json, const StepParts& parts) {
  json = {{"step_ns", parts.step}, {"embedding_ns", parts.embedding}, {"cell_ns", parts.cell}, {"head_ns", parts.head}};
}

void from_json(const Json& json, StepParts& parts) {
  parts = {amount_at(json, "step_ns"), amount_at(json, "embedding_ns"), amount_at(json, "cell_ns"),
           amount_at(json, "head_ns")};
}

std::vector<std::size_t> block_sequences(const std::vector<std::int64_t>& lengths, std::int64_t index,
                                         std::int64_t steps) {
  std::int64_t total = std::accumulate(lengths.begin(), lengths.end(), std::int64_t{0});
  if (total == 0) return {};
  // Block i goes on where block i-1 ended, round after round, each round in an order of its own.
  std::vector<std::size_t> chosen;
  std::vector<std::size_t> order(lengths.size());
  std::int64_t block = 0;
  std::int64_t taken = 0;
  for (std::uint64_t round = 0;; ++round) {
    std::iota(order.begin(), order.end(), std::size_t{0});
    Random(round, "block_sequences").shuffle(order);
    for (const std::size_t i : order) {
      if (block == index) chosen.push_back(i);
      taken += lengths[i];
      if (taken < steps) continue;
      if (block == index) return chosen;
      ++block;
      taken = 0;
    }
  }
}

ChainTerms choose_chains(SequenceModel& model, const Sequence& sequence, const ClockError& clock, std::int64_t chunk) {
  const std::int64_t calls = std::clamp<std::int64_t>(sequence.length / chunk, 1, least_chain_steps);
  const std::int64_t least = (least_chain_steps + chunk - 1) / chunk;
  ChainTerms terms;
  model.begin();
  if (chunk > 1) {
    terms.call_ns = least_call_ns(calls, clock, [&](std::int64_t i) {
      model.run_chunk(sequence, i * chunk, std::min(chunk, sequence.length - i * chunk));
    });
    terms.calls = least * repeats_for(terms.call_ns * static_cast<double>(least), clock);
    return terms;
  }
  const double embedding = least_call_ns(calls, clock, [&](std::int64_t t) { model.load(sequence, t); });
  const double cell = least_call_ns(calls, clock, [&](std::int64_t) { model.run_cells(); });
  const double head = least_call_ns(calls, clock, [&](std::int64_t) { model.project(); });
  terms.call_ns = embedding + cell + head;
  // The cells are alone in theirs: where they are most of a step its chain is long enough for them, too.
  const double shortest = 4 * cell > terms.call_ns ? cell : terms.call_ns;
  terms.calls = least * repeats_for(shortest * static_cast<double>(least), clock);
  const auto chain = static_cast<double>(terms.calls);
  terms.embedding_repeats = repeats_for(embedding * chain, clock);
  terms.cell_repeats = repeats_for(cell * chain, clock);
  terms.head_repeats = repeats_for(head * chain, clock);
  return terms;
}

namespace {

/// As many of the chains as so many calls allow, and at least one call.
std::vector<ChainPlan> affordable(std::vector<ChainPlan> plans, std::int64_t chunk, double calls) {
  for (std::size_t i = 0; i < plans.size(); ++i) {
    if (static_cast<double>(plans[i].calls) <= calls) {
      calls -= static_cast<double>(plans[i].calls);
      continue;
    }
    if (i == 0) plans[i] = first_calls(plans[i], chunk, std::max<std::int64_t>(1, static_cast<std::int64_t>(calls)));
    plans.resize(std::max<std::size_t>(i, 1));
  }
  return plans;
}

}  // namespace

StreamingBlock play_block(SequenceModel& model, const Sequences& sequences, const std::vector<std::size_t>& block,
                          const StreamingTerms& terms, const ChainTerms& chains, const ClockError& clock) {
  constexpr std::int64_t warm_up_steps = 64;
  ChainPlayer player(model, sequences, terms, chains, clock);
  const double affordable_calls =
      terms.seconds * 1e9 / (static_cast<double>(player.ways()) * std::max(chains.call_ns, 1.0));
  const std::vector<ChainPlan> plans = affordable(
      cut_into_chains(lengths_of(sequences), block, terms.chunk, chains.calls), terms.chunk, affordable_calls);
  player.reserve(plans);
  const Sequence& first = sequences[block.front()];
  play(model, first, std::min(warm_up_steps, first.length));
  const std::int64_t deadline = now_ns() + static_cast<std::int64_t>(terms.seconds * 1e9);
  for (std::size_t walk = 0; walk < player.ways(); ++walk) {
    for (std::size_t i = 0; i < plans.size(); ++i) {
      player.play(plans[i], (i + walk) % player.ways());
      if (player.has_all() && now_ns() >= deadline) return player.result();
    }
  }
  return player.result();
}

std::optional<double> allocations_per_step(SequenceModel& model, const Sequence& sequence) {
  constexpr std::int64_t enough = 1000;
  const std::int64_t steps = std::min(enough, sequence.length);
  play(model, sequence, steps);
  const std::optional<std::int64_t> before = allocations();
  if (!before || steps == 0) return std::nullopt;
  play(model, sequence, steps);
  return static_cast<double>(*allocations() - *before) / static_cast<double>(steps);
}

}  // namespace gatewise

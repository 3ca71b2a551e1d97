using System.Text.Json;
using MtrlAkka.Cluster.Configuration;

namespace MtrlAkka.Studies.Results;

/// <summary>The figures of a run's <c>metrics.jsonl</c>. What a run measured again after it went back to a checkpoint counts as it was measured last.</summary>
internal sealed class MetricLines
{
    private const string Speed = "environment_steps_per_second";
    private readonly Dictionary<(long Step, MetricTag Tag), double> _values = [];

    /// <summary>Reads the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tasks">The run's tasks.</param>
    /// <param name="last">The last step that counts.</param>
    /// <exception cref="InvalidDataException">A line of it is damaged, other than by being cut short at the end.</exception>
    public MetricLines(string path, IReadOnlyList<string> tasks, long last)
    {
        if (!File.Exists(path)) throw new InvalidDataException($"its figures {path} are missing");
        var tags = new Dictionary<string, MetricTag>();
        int number = 0;
        string? damaged = null;
        foreach (string line in File.ReadLines(path))
        {
            if (damaged is not null) throw new InvalidDataException(damaged);
            number++;
            try
            {
                using var json = JsonDocument.Parse(line);
                long step = json.RootElement.GetProperty("step").GetInt64();
                if (step > last) continue;
                foreach (var entry in json.RootElement.EnumerateObject())
                {
                    if (!entry.Name.Contains('/', StringComparison.Ordinal)) continue;
                    if (!tags.TryGetValue(entry.Name, out var tag)) tags.Add(entry.Name, tag = MetricTag.Parse(entry.Name, tasks));
                    _values[(step, tag)] = entry.Value.ValueKind == JsonValueKind.Null ? double.NaN : entry.Value.GetDouble();
                }
            }
            catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
            {
                // The last line may have been cut short by a kill, or be on its way.
                damaged = $"{path}: line {number} is damaged ({error.Message}): remove it to leave it out";
            }
        }
    }

    /// <summary>What follows from the run's configuration alone; without the scores of evaluations.</summary>
    public IReadOnlyList<Measure> Measures => Of(static tag => !tag.IsOfProcess && !tag.IsOfEvaluation);

    /// <summary>What says how the run went on its machine.</summary>
    public IReadOnlyList<Measure> Process => Of(static tag => tag.IsOfProcess);

    /// <summary>Time of the run's rounds, pauses left out; rounds behind the last line are taken to be as fast. Not a number where none was timed.</summary>
    public double Seconds(RunSettings settings)
    {
        double seconds = 0;
        long before = 0;
        foreach (var (at, speed) in _values.Where(static one => one.Key.Tag.Name == Speed).OrderBy(static one => one.Key.Step))
        {
            if (speed > 0) seconds += (at.Step - before) / speed;
            before = at.Step;
        }

        return before == 0 ? double.NaN : seconds * settings.Rounds * settings.EnvironmentCount / before;
    }

    private Measure[] Of(Func<MetricTag, bool> chosen) =>
    [
        .. _values.Where(one => chosen(one.Key.Tag))
            .Select(static one => new Measure(one.Key.Step, one.Key.Tag.Task, one.Key.Tag.Network, one.Key.Tag.Layer, one.Key.Tag.Name, one.Value)),
    ];
}

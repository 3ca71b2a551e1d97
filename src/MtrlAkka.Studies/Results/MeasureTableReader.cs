using MtrlAkka.Studies.Definitions;
using Parquet;
using Parquet.Schema;

namespace MtrlAkka.Studies.Results;

/// <summary>Reads a tidy table again.</summary>
internal static class MeasureTableReader
{
    /// <summary>The figures of each run that has any, of those that are chosen by their names.</summary>
    /// <exception cref="InvalidDataException">It is missing, damaged, or the table of another study; the message names it.</exception>
    public static async Task<IReadOnlyDictionary<string, IReadOnlyList<Measure>>> ReadAsync(string path, StudyDefinition study, IReadOnlyCollection<string> chosen)
    {
        if (!File.Exists(path)) throw new InvalidDataException($"there is no table {path}");
        var runs = new Dictionary<string, IReadOnlyList<Measure>>(StringComparer.Ordinal);
        var table = new MeasureTable([.. study.Axes.Select(static axis => axis.Name)]);
        try
        {
            await using var file = await ParquetReader.CreateAsync(path);
            if (!file.Schema.DataFields.Select(static field => field.Name).SequenceEqual(table.Schema.DataFields.Select(static field => field.Name)))
                throw new InvalidDataException($"the table {path} has other columns than a table of the study {study.Study} has");
            for (int i = 0; i < file.RowGroupCount; i++)
            {
                using var group = file.OpenRowGroupReader(i);
                string[] names = await TextsAsync(group, table.Name), tasks = await TextsAsync(group, table.Task),
                    networks = await TextsAsync(group, table.Network), layers = await TextsAsync(group, table.Layer), run = await TextsAsync(group, table.Run);
                var steps = new long[group.RowCount];
                var values = new double[group.RowCount];
                await group.ReadAsync<long>(table.Step, steps);
                await group.ReadAsync<double>(table.Value, values);
                runs[run[0]] =
                [
                    .. Enumerable.Range(0, names.Length).Where(row => chosen.Contains(names[row]))
                        .Select(row => new Measure(steps[row], tasks[row], networks[row], layers[row], names[row], values[row])),
                ];
            }
        }
        catch (Exception error) when (error is not (InvalidDataException or OutOfMemoryException))
        {
            throw new InvalidDataException($"the table {path} is half-written or damaged: {error.Message}", error);
        }

        return runs;
    }

    private static async Task<string[]> TextsAsync(ParquetRowGroupReader group, DataField field)
    {
        var texts = new string[group.RowCount];
        await group.ReadAsync(field, texts);
        return texts;
    }
}

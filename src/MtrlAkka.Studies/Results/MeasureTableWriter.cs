using System.Globalization;
using System.Text;
using MtrlAkka.Studies.Definitions;
using MtrlAkka.Studies.Grid;
using Parquet;
using Parquet.Schema;

namespace MtrlAkka.Studies.Results;

/// <summary>Writes a tidy table as Parquet, a row group a run, and the same as CSV. Neither is there before both are whole.</summary>
internal sealed class MeasureTableWriter : IAsyncDisposable
{
    private readonly MeasureTable _table;
    private readonly string _parquetPath, _csvPath;
    private readonly FileStream _file;
    private readonly ParquetWriter _parquet;
    private readonly StreamWriter _csv;
    private bool _ended;

    private MeasureTableWriter(MeasureTable table, string path, FileStream file, ParquetWriter parquet)
    {
        (_table, _parquetPath, _csvPath, _file, _parquet) = (table, path + ".parquet", path + ".csv", file, parquet);
        _csv = new StreamWriter(_csvPath + AtomicFile.Unfinished, append: false, new UTF8Encoding(false));
        _csv.Write(string.Join(',', table.Schema.DataFields.Select(static field => Quoted(field.Name))) + "\n");
    }

    /// <summary>Rows written.</summary>
    public long Rows { get; private set; }

    /// <summary>Begins a table.</summary>
    /// <param name="path">Its path without the ending.</param>
    /// <param name="study">The study, whose axes have a column each.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static async Task<MeasureTableWriter> CreateAsync(string path, StudyDefinition study)
    {
        var table = new MeasureTable([.. study.Axes.Select(static axis => axis.Name)]);
        var file = File.Create(path + ".parquet" + AtomicFile.Unfinished);
        var parquet = await ParquetWriter.CreateAsync(table.Schema, file);
        parquet.CustomMetadata = new Dictionary<string, string> { ["study"] = study.Study, ["scale"] = study.Scale, ["command"] = study.Command };
        return new MeasureTableWriter(table, path, file, parquet);
    }

    /// <summary>Adds the figures of a run.</summary>
    public async Task AddAsync(StudyRun run, IReadOnlyList<Measure> measures)
    {
        if (measures.Count == 0) return;
        string[] Same(string value) => [.. Enumerable.Repeat(value, measures.Count)];
        using var group = _parquet.CreateRowGroup();
        await group.WriteAsync(_table.Run, Same(run.Name));
        await group.WriteAsync(_table.Cell, Same(run.Cell.Key));
        await NumbersAsync(_table.Seed, _ => run.Seed);
        foreach (var (field, label) in _table.Axes.Zip(run.Cell.Labels)) await group.WriteAsync(field, Same(label.Value));
        await TextsAsync(_table.Task, static measure => measure.Task);
        await TextsAsync(_table.Network, static measure => measure.Network);
        await TextsAsync(_table.Layer, static measure => measure.Layer);
        await TextsAsync(_table.Name, static measure => measure.Name);
        await NumbersAsync(_table.Step, static measure => measure.Step);
        await group.WriteAsync<double>(_table.Value, measures.Select(static measure => measure.Value).ToArray());
        group.CompleteValidate();

        string begin = string.Join(',', ((string[])[run.Name, run.Cell.Key, Number(run.Seed), .. run.Cell.Labels.Select(static label => label.Value)]).Select(Quoted));
        foreach (var one in measures)
        {
            await _csv.WriteAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{begin},{Quoted(one.Task)},{Quoted(one.Network)},{Quoted(one.Layer)},{Quoted(one.Name)},{one.Step},{one.Value:R}\n"));
        }

        Rows += measures.Count;

        Task TextsAsync(DataField field, Func<Measure, string> text) => group.WriteAsync(field, (string[])[.. measures.Select(text)]);

        Task NumbersAsync(DataField field, Func<Measure, long> number) => group.WriteAsync<long>(field, measures.Select(number).ToArray());
    }

    /// <summary>Ends the table and puts both files in their places.</summary>
    /// <exception cref="IOException">They cannot be written.</exception>
    public async Task FinishAsync()
    {
        await DisposeAsync();
        AtomicFile.Finish(_parquetPath);
        AtomicFile.Finish(_csvPath);
    }

    public async ValueTask DisposeAsync()
    {
        if (_ended) return;
        _ended = true;
        await _parquet.DisposeAsync();
        await _file.DisposeAsync();
        await _csv.DisposeAsync();
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

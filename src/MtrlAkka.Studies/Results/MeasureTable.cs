using Parquet.Schema;

namespace MtrlAkka.Studies.Results;

/// <summary>The columns of a tidy table: a row a figure, with the run that it is of, its place in the grid, and the step.</summary>
internal sealed class MeasureTable
{
    private static readonly string[] Own = ["run", "cell", "seed", "task", "network", "layer", "measure", "step", "value"];

    /// <summary>Columns of a study with these axes, which have a column each.</summary>
    public MeasureTable(IReadOnlyList<string> axes)
    {
        Axes = [.. axes.Select(static axis => Text(Own.Contains(axis) ? $"axis_{axis}" : axis))];
        Schema = new ParquetSchema([Run, Cell, Seed, .. Axes, Task, Network, Layer, Name, Step, Value]);
    }

    public DataField Run { get; } = Text("run");

    public DataField Cell { get; } = Text("cell");

    public DataField Seed { get; } = new DataField<long>("seed");

    public IReadOnlyList<DataField> Axes { get; }

    public DataField Task { get; } = Text("task");

    public DataField Network { get; } = Text("network");

    public DataField Layer { get; } = Text("layer");

    public DataField Name { get; } = Text("measure");

    public DataField Step { get; } = new DataField<long>("step");

    public DataField Value { get; } = new DataField<double>("value");

    public ParquetSchema Schema { get; }

    private static DataField Text(string name) => new(name, typeof(string), isNullable: false);
}

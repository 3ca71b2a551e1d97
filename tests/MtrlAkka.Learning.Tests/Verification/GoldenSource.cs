using MtrlAkka.Checkpoints;
using MtrlAkka.Learning.Verification;

namespace MtrlAkka.Learning.Tests.Verification;

/// <summary>The golden files of reference implementations, as the command reads them.</summary>
internal static class GoldenSource
{
    private static readonly string[] Folders = ["learning", "brc"];

    /// <summary>Names of all files; none where they are absent.</summary>
    public static IEnumerable<string> Names => Golden.Folder is null
        ? []
        : Folders.SelectMany(folder => GoldenFiles.In(Path.Join(Root, folder)).Select(path => GoldenFiles.NameOf(Root, path)));

    private static string Root => Path.GetDirectoryName(Golden.Folder!)!;

    public static GoldenFile Read(string name) => GoldenFiles.Read(Root, Path.Join(Root, name), static path => [.. SafetensorsFile.Read(path).Tensors.Select(Convert)]);

    /// <summary>The same file but for one number of one tensor.</summary>
    public static GoldenFile Changed(string name, string tensor, Func<double, double> change)
    {
        var file = Read(name);
        double[] values = [.. file[tensor].Values];
        values[values.Length / 2] = change(values[values.Length / 2]);
        return new GoldenFile(name, file.Description.Element, [.. file.Tensors.Select(one => one.Name == tensor ? one with { Values = values } : one)]);
    }

    private static GoldenTensor Convert(NamedTensor tensor) => GoldenTensor.Parse(tensor.Name, tensor.Type.ToString(), tensor.Shape, tensor.Data.Span);
}

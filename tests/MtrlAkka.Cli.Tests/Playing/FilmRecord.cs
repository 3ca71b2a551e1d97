using MtrlAkka.Cli.Pictures;

namespace MtrlAkka.Cli.Tests.Playing;

/// <summary>Keeps the pictures of a film in memory.</summary>
internal sealed class FilmRecord() : FilmFile("nowhere")
{
    public List<byte[]> Pictures { get; } = [];

    public override void Add(Picture picture) => Pictures.Add([.. picture.Rgb]);

    protected override void Finish()
    {
    }

    protected override void Close()
    {
    }
}

namespace MtrlAkka.Learning.Tests;

/// <summary>A test against golden files, skipped with its reason where they are absent.</summary>
internal sealed class GoldenFactAttribute : FactAttribute
{
    public GoldenFactAttribute()
    {
        if (Golden.Folder is null) Skip = "the golden files (../shared beside the repository, or MTRL_SHARED) are absent";
    }
}

namespace MtrlAkka.Dashboard.Tests;

/// <summary>A test in a browser, and where needed with MuJoCo; says so where either is missing.</summary>
internal sealed class ChromiumFactAttribute : FactAttribute
{
    public ChromiumFactAttribute() => Skip = Browser.Missing;
}

using System.Globalization;
using System.Net;
using System.Text;

namespace MtrlAkka.Studies.Report;

/// <summary>Writes a page. What it is given as text is text, whatever is in it.</summary>
internal sealed class HtmlText
{
    private readonly StringBuilder _page = new();

    /// <summary>Opens an element, and closes it when disposed.</summary>
    public IDisposable Within(string element, string attributes = "")
    {
        _page.Append(CultureInfo.InvariantCulture, $"<{element}{(attributes.Length == 0 ? "" : " " + attributes)}>\n");
        return new End(this, element);
    }

    /// <summary>Adds an element with a text.</summary>
    public void Add(string element, string text) => _page.Append(CultureInfo.InvariantCulture, $"<{element}>{WebUtility.HtmlEncode(text)}</{element}>\n");

    /// <summary>Adds markup as it is.</summary>
    public void AddMarkup(string markup) => _page.Append(markup).Append('\n');

    /// <summary>Adds a list of texts.</summary>
    public void AddList(IEnumerable<string> texts)
    {
        using var list = Within("ul");
        foreach (string text in texts) Add("li", text);
    }

    /// <summary>Adds a table.</summary>
    /// <param name="headers">Titles of the columns; one that begins with <c>&gt;</c> has its cells to the right.</param>
    /// <param name="rows">The rows, with a cell for each column.</param>
    public void AddTable(IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<string>> rows)
    {
        string Class(int column) => headers[column].StartsWith('>') ? " class=\"number\"" : "";
        using var scroll = Within("div", "class=\"table\"");
        using var table = Within("table");
        using (Within("thead"))
        {
            _page.Append("<tr>");
            for (int i = 0; i < headers.Count; i++) _page.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\"{Class(i)}>{WebUtility.HtmlEncode(headers[i].TrimStart('>'))}</th>");
            _page.Append("</tr>\n");
        }

        using var body = Within("tbody");
        foreach (var row in rows)
        {
            _page.Append("<tr>");
            for (int i = 0; i < row.Count; i++) _page.Append(CultureInfo.InvariantCulture, $"<td{Class(i)}>{WebUtility.HtmlEncode(row[i])}</td>");
            _page.Append("</tr>\n");
        }
    }

    public override string ToString() => _page.ToString();

    private sealed class End(HtmlText page, string element) : IDisposable
    {
        public void Dispose() => page._page.Append(CultureInfo.InvariantCulture, $"</{element}>\n");
    }
}

"""The browser itself."""


def test_chromium_runs_a_page_and_its_script(chromium):
    context = chromium.new_context(locale="cy-GB")
    page = context.new_page()
    page.set_content("<h1>Tŷ</h1><script>document.title = navigator.language</script>")
    assert (page.inner_text("h1"), page.title()) == ("Tŷ", "cy-GB")
    context.close()

"""What a browser would send: the fields of a form as a page shows it."""

from html.parser import HTMLParser

from django.contrib.messages import get_messages
from django.urls import reverse


class _Reader(HTMLParser):
    def __init__(self, form_id):
        super().__init__()
        self.form_id, self.is_inside = form_id, False
        self.fields, self.select, self.textarea, self.text = {}, None, None, ""

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.is_inside = given.get("id") == self.form_id
        if not self.is_inside or not (given.get("name") or tag == "option"):
            return
        match tag:
            case "input" if given.get("type") in ("checkbox", "radio"):
                if "checked" in given:
                    self.fields.setdefault(given["name"], []).append(given.get("value", "on"))
            case "input" if given.get("type") not in ("submit", "button"):
                self.fields.setdefault(given["name"], []).append(given.get("value", ""))
            case "textarea":
                self.textarea, self.text = given["name"], ""
            case "select":
                self.select = given["name"]
            case "option" if self.select and "selected" in given:
                self.fields.setdefault(self.select, []).append(given.get("value", ""))

    def handle_endtag(self, tag):
        if tag == "form":
            self.is_inside = False
        elif tag == "select":
            self.select = None
        elif tag == "textarea" and self.textarea:
            # HTML drops the first line break inside a text area.
            self.fields[self.textarea] = [self.text.removeprefix("\r").removeprefix("\n")]
            self.textarea = None

    def handle_data(self, text):
        if self.textarea:
            self.text += text


def fields_of(response, form_id):
    """The fields of the form `form_id` and their values, as posting it unchanged would send them."""
    reader = _Reader(form_id)
    reader.feed(response.content.decode())
    assert reader.fields, f"there is no form {form_id}"
    return {
        name: values[0] if len(values) == 1 else values
        for name, values in reader.fields.items()
        if "__prefix__" not in name and name != "csrfmiddlewaretoken"
    }


def change_url(row):
    """The desk's page of a row."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def open_form(client, row):
    """What the form of a row would send unchanged."""
    return fields_of(client.get(change_url(row)), f"{row._meta.model_name}_form")


def add_form(client, name):
    """What the form of a new row would send unchanged, for a model such as "services_note"."""
    return fields_of(client.get(reverse(f"admin:{name}_add")), f"{name.split('_')[1]}_form")


def errors_of(response):
    """The sentences at each field of a form that was refused."""
    assert response.status_code == 200
    return {name: list(errors) for name, errors in response.context["adminform"].form.errors.items()}


def said(response):
    """The messages that a request left for the next page."""
    return [str(message) for message in get_messages(response.wsgi_request)]

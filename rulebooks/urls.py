app_name = "rulebooks"
urlpatterns = []
